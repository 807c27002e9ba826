"""What is asked of patients and what is read to them, on the office's pages."""

from typing import Any

import pytest
from django.test import Client

from consent.queries import current_notice
from core.scoping import acting_as
from practices.asked_fields import AskedField
from practices.instructions import asked_fields, instructions_of
from tests.factories.accounts import signed_in
from tests.factories.consent import TEXT, make_notice
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN, INES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def doctor(world: World) -> Client:
    return signed_in(Client(), world.people[DR_MARTIN])


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode()).replace("&#x27;", "'")


@pytest.mark.requirement("ST-11")
def test_the_practitioner_ticks_what_is_asked_and_the_practice_asks_that(doctor: Client, world: World) -> None:
    role, practice = world.ours.role, world.ours.practice
    page = text_of(doctor.get("/registre/consignes/"))
    assert "Seul le praticien" not in page
    saved = doctor.post(f"/registre/consignes/{role.id}/", {"asked": ["nir", "email"], "reminders": "1"})
    assert saved.status_code == 302
    with acting_as(world.actor(DR_MARTIN)):
        assert asked_fields(practice.id) == {AskedField.NIR, AskedField.EMAIL}
        assert instructions_of(world.actor(DR_MARTIN), role.id).reminders
    page = text_of(doctor.get("/registre/consignes/"))
    assert "E-mail, N° de sécurité sociale" in page


@pytest.mark.requirement("ST-11")
def test_whoever_works_for_the_practice_reads_the_instructions_and_changes_none(world: World) -> None:
    secretary = signed_in(Client(), world.people[CAMILLE])
    page = text_of(secretary.get("/registre/consignes/"))
    assert "Seul le praticien change ses consignes" in page
    assert secretary.post(f"/registre/consignes/{world.ours.role.id}/", {"asked": ["nir"]}).status_code == 403


@pytest.mark.requirement("ST-08")
def test_the_practitioner_alone_opens_and_closes_the_agenda_to_the_web(doctor: Client, world: World) -> None:
    role = world.ours.role
    secretary = signed_in(Client(), world.people[CAMILLE])
    doctor.post(f"/registre/consignes/{role.id}/en-ligne/", {"wished": "0"})
    assert "Aucun créneau n'est montré sur Internet" in text_of(doctor.get("/registre/consignes/"))
    assert secretary.post(f"/registre/consignes/{role.id}/en-ligne/", {"wished": "1"}).status_code == 403
    with acting_as(world.actor(DR_MARTIN)):
        assert not instructions_of(world.actor(DR_MARTIN), role.id).role.takes_online
    doctor.post(f"/registre/consignes/{role.id}/en-ligne/", {"wished": "1"})
    assert "Les patients réservent eux-mêmes" in text_of(doctor.get("/registre/consignes/"))


@pytest.mark.requirement("ST-06")
def test_the_text_of_a_day_is_found_by_its_date(world: World) -> None:
    make_notice(world.ours.practice)
    officer = signed_in(Client(), world.people[INES])
    assert TEXT in text_of(officer.get("/registre/textes/", {"le": "2100-01-01"}))
    assert "Aucun texte" in text_of(officer.get("/registre/textes/", {"le": "2001-01-01"}))
    assert officer.get("/registre/textes/", {"le": "demain"}).status_code == 400


def test_the_practitioner_publishes_the_next_version_and_the_officer_does_not(doctor: Client, world: World) -> None:
    make_notice(world.ours.practice)
    told = {"cabinet": str(world.ours.practice.id), "text": "Un texte plus clair."}
    assert doctor.post("/registre/textes/", told).status_code == 302
    with acting_as(world.actor(DR_MARTIN)):
        assert current_notice(world.ours.practice.id).text == "Un texte plus clair."
    empty = doctor.post("/registre/textes/", {**told, "text": " "})
    assert empty.status_code == 400 and "Ce champ est obligatoire" in empty.content.decode()
    officer = signed_in(Client(), world.people[INES])
    assert officer.post("/registre/textes/", told).status_code == 403
