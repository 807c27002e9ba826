"""Two records of one person found in the work list, compared, merged, and taken apart again, in a real browser."""

from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.models import Appointment
from core.scoping import acting_as, system_actor
from patients.models import Patient, PatientMerge
from tests.factories.patients import make_patient
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look

pytestmark = [pytest.mark.slow, pytest.mark.requirement("ST-22")]


def recorded_twice(ground: Ground, family_name: str, day: int) -> tuple[Patient, Patient]:
    """The same person, whose second record says another given name, with one visit in each."""
    practice = ground.world.ours.practice
    first = make_patient(practice, family_name, "Rose", date(1971, 5, 2 * day), phones=(f"+3319900002{day}",))
    second = make_patient(practice, family_name, "Rose Anne", date(1971, 5, 2 * day), phones=(f"+3363998002{day}",))
    book_for(ground, first, in_days(day, "15:00"))
    book_for(ground, second, in_days(day, "16:00"), note="À jeun")
    return first, second


def visits_of(ground: Ground, patient: Patient) -> int:
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        return Appointment.objects.filter(patient=patient).count()


def compare(page: Page, family_name: str) -> None:
    card = page.locator("li.card", has_text=family_name.upper())
    card.get_by_role("link", name="Comparer et réunir").click()
    expect(page.get_by_role("heading", name="Réunir deux fiches")).to_be_visible()


def test_a_merge_and_its_undo_are_walked_at_the_desk(open_page: Open, ground: Ground, look: Look) -> None:
    family_name = "Garance"
    first, second = recorded_twice(ground, family_name, 5)
    page = open_page("/bureau/", size=PHONE)
    page.goto(f"/bureau/doublons/?cabinet={ground.practice_id}")
    look("the work list", page)
    compare(page, family_name)
    expect(page.get_by_role("row", name="Prénoms")).to_contain_text("à choisir")
    look("the comparison", page)

    page.get_by_role("button", name="Réunir les deux fiches").click()
    expect(page.get_by_role("heading", name="Réunir deux fiches")).to_be_visible()
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        assert not PatientMerge.objects.filter(survivor__in=[first, second]).exists(), "nothing is chosen by default"

    page.get_by_role("radio", name="Rose Anne").check()
    page.get_by_role("button", name="Réunir les deux fiches").click()
    expect(page.get_by_role("status").first).to_contain_text("Les deux fiches sont réunies")
    expect(page.locator("main")).to_contain_text("1 rendez-vous")
    look("the merge", page)
    assert sorted((visits_of(ground, first), visits_of(ground, second))) == [0, 2]
    merged = second if visits_of(ground, second) == 0 else first
    former = page.url

    page.goto(f"/bureau/patients/{merged.id}/")
    expect(page.get_by_role("status").first).to_contain_text("a été réunie avec celle-ci")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rose Anne")
    page.goto(former)
    page.get_by_role("button", name="Annuler la fusion").click()
    expect(page.get_by_role("status").first).to_contain_text("La fusion est annulée")
    assert (visits_of(ground, first), visits_of(ground, second)) == (1, 1)


def test_two_persons_told_apart_leave_the_list_and_are_marked_with_a_word(open_page: Open, ground: Ground) -> None:
    practice = ground.world.ours.practice
    for day in (1, 2):
        make_patient(practice, "Capucine", "Ida", date(1966, 2, day))
    page = open_page(f"/bureau/doublons/?cabinet={ground.practice_id}")
    card = page.locator("li.card", has_text="CAPUCINE")
    card.get_by_role("button", name="Ce sont deux personnes").click()
    expect(page.get_by_role("status").first).to_contain_text("ce sont deux personnes")
    expect(page.locator("li.card", has_text="CAPUCINE")).to_have_count(0)
    page.goto("/bureau/patients/")
    page.locator("#termes").fill("capu")
    page.locator("#termes").press("Enter")
    expect(page.locator(".pick", has_text="CAPUCINE").first).to_contain_text("≠ Homonyme")


def test_an_identity_is_doubted_and_lifted_with_its_history(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page(f"/bureau/patients/{ground.single.id}/")
    page.get_by_role("link", name="Statut, doutes et fusions").click()
    page.get_by_role("button", name="Signaler un doute").click()
    expect(page.locator("main")).to_contain_text("? Identité douteuse")
    expect(page.locator("main")).to_contain_text("Une identité se valide sur place")
    look("the identity", page)
    page.get_by_role("button", name="Lever le doute").click()
    expect(page.get_by_role("row", name="Doute levé")).to_be_visible()
