"""What a practitioner decides alone: what patients book online, who belongs to the practice, who reads the agenda."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from core.scoping import acting_as, system_actor
from practices.models import PracticeMembership
from tests.factories.practices import join_as_practice_secretary, make_person
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow
SAYS = "Venez à jeun, avec votre ordonnance."
OWN_SECRETARY = "simon"


def offered(visitor: Page, ground: Ground) -> list[str]:
    """The reasons that somebody sees on the page of the practice, without any account."""
    answer = visitor.goto(f"/rdv/{ground.practice_id}/")
    if answer is None or answer.status == 404:
        return []
    return visitor.get_by_role("main").get_by_role("link").all_inner_texts()


@pytest.mark.requirement("ST-08")
def test_a_practitioner_opens_a_reason_online_says_what_is_read_and_closes_again(
    open_page: Open, ground: Ground, look: Look
) -> None:
    name = ground.long_reason.name
    visitor = open_page("/rdv/", person=None, size=PHONE)
    assert not any(name in one for one in offered(visitor, ground))
    page = open_page("/planning/motifs/", person=DR_MARTIN)
    line = page.get_by_role("listitem").filter(has_text=name)
    expect(line).to_contain_text("Pas en ligne")
    line.get_by_role("link", name="Modifier").press("Enter")
    page.get_by_label("Internet").check()
    page.get_by_label("Consignes lues au patient").fill(SAYS)
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("C'est enregistré")
    expect(line).to_contain_text("En ligne")
    expect(line).to_contain_text(SAYS)
    look("a reason opened online", page)
    assert any(name in one for one in offered(visitor, ground))
    visitor.get_by_role("link", name=name).press("Enter")
    expect(visitor.get_by_text(SAYS)).to_be_visible()
    page.get_by_role("link", name="Ce qui est demandé aux patients").press("Enter")
    own = page.locator("section.card", has=page.get_by_role("heading", name="Dr Anne Martin"))
    own.get_by_role("button", name="Fermer les rendez-vous en ligne").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("ne prend plus de rendez-vous en ligne")
    expect(own).to_contain_text("Aucun créneau n'est montré sur Internet.")
    visitor.reload()
    expect(visitor.get_by_role("main")).not_to_contain_text("Martin")
    own.get_by_role("button", name="Ouvrir les rendez-vous en ligne").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("est ouvert aux rendez-vous en ligne")


@pytest.fixture
def own_secretary(ground: Ground) -> str:
    """Somebody of the practice itself, who never asked for online anything; taken on again for a second walk."""
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        known = PracticeMembership.objects.filter(user__username=OWN_SECRETARY).select_related("user").last()
    if known is None or known.ended_at is not None:
        user = known.user if known else make_person(OWN_SECRETARY)
        join_as_practice_secretary(ground.world.ours.practice, user)
        ground.world.people[OWN_SECRETARY] = user
    return OWN_SECRETARY


def test_a_secretary_of_the_practice_is_out_at_her_next_request(
    open_page: Open, ground: Ground, own_secretary: str, look: Look
) -> None:
    hers = open_page("/bureau/", person=own_secretary)
    expect(hers.locator(".practice")).to_have_count(1)
    page = open_page("/planning/equipe/", person=DR_MARTIN, size=PHONE)
    line = page.get_by_role("listitem").filter(has_text=own_secretary.title())
    line.get_by_text("Mettre fin à son accès").press("Enter")
    look("the people of a practice", page)
    line.get_by_role("button", name="Mettre fin maintenant").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Son accès à ce cabinet est fini")
    expect(line).to_have_count(0)
    hers.locator(".practice").first.press("F2")
    expect(hers).to_have_title("Connexion · Permanence")


def test_a_calendar_reads_occupied_hours_until_its_address_is_revoked(
    open_page: Open, ground: Ground, look: Look
) -> None:
    book_for(ground, ground.single, in_days(9, "09:00"))
    page = open_page("/planning/flux/", person=DR_MARTIN)
    addresses = []
    for names in (False, True):
        page.get_by_label("Montrer le nom des patients").set_checked(names)
        page.get_by_role("button", name="Créer l'adresse").press("Enter")
        expect(page.get_by_role("listitem").filter(has_text="créée")).to_have_count(len(addresses) + 1)
        addresses.append(page.get_by_label("Adresse du flux").input_value())
    look("two feeds", page)
    reader = open_page("/cookies/", person=None)
    quiet, named = (reader.request.get(address) for address in addresses)
    assert quiet.headers["content-type"].startswith("text/calendar") and "BEGIN:VTIMEZONE" in quiet.text()
    assert "SUMMARY:Occupé" in quiet.text() and "LEFÈVRE" not in quiet.text().upper()
    assert "LEFÈVRE" in named.text().upper()
    page.get_by_role("listitem").filter(has_text="Noms des patients").get_by_role("button").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("elle ne répond plus")
    assert [reader.request.get(address).status for address in addresses] == [200, 404]
    page.get_by_role("listitem").filter(has_text="« Occupé » seulement").get_by_role("button").press("Enter")
    expect(page.get_by_text("Aucune.")).to_be_visible()
    assert reader.request.get(addresses[0]).status == 404
