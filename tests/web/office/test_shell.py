"""The office of data protection: who comes in, what its bar offers, where the officer lands."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.ids import new_id
from core.scoping import acting_as
from privacy.services.incidents import declare_incident
from privacy.services.pending_acts import ask_channel, ask_withdrawal
from tests.factories.accounts import signed_in
from tests.factories.practices import World, make_world
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA
from tests.privacy.requests import ask
from web.office.menu import SECTIONS

pytestmark = pytest.mark.django_db
OFFICE = "/registre/"
As = Callable[[str], Client]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def as_person(world: World) -> As:
    return lambda name: signed_in(Client(), world.people[name])


def test_the_officer_lands_in_the_office_and_the_others_at_their_place_of_work(as_person: As) -> None:
    places = {INES: OFFICE, CAMILLE: "/bureau/", DR_MARTIN: "/planning/", NADIA: "/gestion/"}
    assert {name: as_person(name).get("/")["Location"] for name in places} == places


def test_the_office_is_open_to_the_officer_and_to_practitioners(as_person: As) -> None:
    assert {name: as_person(name).get(OFFICE).status_code for name in (INES, DR_MARTIN, CAMILLE, NADIA, CHARLIE)} == {
        INES: 200,
        DR_MARTIN: 200,
        CAMILLE: 403,
        NADIA: 403,
        CHARLIE: 403,
    }


def test_a_page_is_about_one_of_the_persons_own_practices(world: World, as_person: As) -> None:
    officer = as_person(INES)
    ours, theirs = world.ours.practice, world.theirs.practice
    assert ours.name in officer.get(f"{OFFICE}?cabinet={ours.id}").content.decode()
    assert officer.get(f"{OFFICE}?cabinet={theirs.id}").status_code == 404
    assert officer.get(f"{OFFICE}?cabinet={new_id()}").status_code == 404
    assert officer.get(f"{OFFICE}?cabinet=x").status_code == 400


def test_the_bar_offers_what_the_person_does(as_person: As) -> None:
    officer, doctor = (as_person(name).get("/compte/").content.decode() for name in (INES, DR_MARTIN))
    secretary = as_person(CAMILLE).get("/compte/").content.decode()
    assert 'href="/registre/"' in officer and 'href="/bureau/"' not in officer and 'class="find"' not in officer
    assert 'href="/registre/"' in doctor and 'href="/bureau/"' in doctor
    assert 'href="/registre/"' not in secretary and 'class="find"' in secretary


def test_the_office_offers_each_the_screens_that_open_to_them_and_only_those(as_person: As) -> None:
    for name in (INES, DR_MARTIN, NADIA, CAMILLE):
        browser = as_person(name)
        shell = browser.get(f"{OFFICE}textes/").content.decode()
        for entry in SECTIONS:
            address = reverse(entry.route)
            opens = browser.get(address).status_code == 200
            assert (f'href="{address}"' in shell) == opens, (name, entry.key)


def test_what_waits_for_a_second_person_is_counted_for_whoever_may_confirm_and_not_for_whoever_asked(
    world: World, as_person: As
) -> None:
    nadia = fresh(world.actor(NADIA))
    why = "Dossiers ouverts sans motif"
    with acting_as(nadia):
        ask_withdrawal(actor=nadia, user_id=world.people[CAMILLE].id, reason=why, severity="grave")
    told = 'À confirmer <span class="tag alert">1<span class="sr"> à confirmer</span></span>'
    assert told in as_person(INES).get(OFFICE).content.decode()
    assert "à confirmer</span>" not in as_person(NADIA).get("/gestion/").content.decode()
    ines = fresh(world.actor(INES))
    with acting_as(ines):
        ask_channel(actor=ines, practice_id=world.ours.practice.id, kind="sftp", target="depot.example")
    doctor = as_person(DR_MARTIN).get("/planning/jour/").content.decode()
    assert 'Registre <span class="tag alert">1<' in doctor


def test_a_late_answer_and_a_breach_to_notify_are_counted_on_every_page_of_the_office(
    world: World, as_person: As
) -> None:
    ines = fresh(world.actor(INES))
    with acting_as(ines):
        ask(ines, world.ours.practice, received_on=clock.now().date() - timedelta(days=40))
        known = clock.now() - timedelta(hours=50)
        declare_incident(actor=ines, practice_id=world.ours.practice.id, description="Courriel égaré", known_at=known)
    officer = as_person(INES)
    for page in (OFFICE, f"{OFFICE}textes/"):
        shown = officer.get(page).content.decode()
        assert 'Demandes <span class="tag alert">1<span class="sr"> en retard</span></span>' in shown
        assert 'Incidents <span class="tag alert">1<span class="sr"> à notifier à la CNIL</span></span>' in shown
    assert "en retard</span></span>" not in as_person(NADIA).get("/gestion/").content.decode()
