"""Who acts for a practice: every access with its reason, a delegation revoked at once, a dérogation corrected."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.demonstration import activate
from booking.models import Override, Settlement
from core import clock
from core.scoping import acting_as, system_actor
from practices.models import Delegation
from tests.factories.accounts import renew_code
from tests.factories.practices import make_delegation
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN, PASSWORD

pytestmark = pytest.mark.slow
HERE = "/planning/delegations/"
WHY = "Question de la pharmacie"


@pytest.fixture(scope="module")
def application(ground: Ground, django_db_blocker: Any) -> None:
    """The practitioner has codes to type."""
    with django_db_blocker.unblock():
        activate(ground.world.people[DR_MARTIN], password=PASSWORD)


@pytest.fixture
def mandate(ground: Ground, application: None) -> None:
    """One runs when a walk begins, even a second one."""
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        runs = Delegation.objects.filter(practice_id=ground.practice_id, revoked_at__isnull=True).exists()
    if not runs:
        make_delegation(ground.world.ours.practice, ground.world.ours.secretariat, starts_at=clock.now())


def planning(ground: Ground) -> str:
    return f"/bureau/planning/?cabinet={ground.practice_id}&jour={in_days(10, '09:00'):%Y-%m-%d}"


def give(doctor: Page, ground: Ground, look: Look) -> None:
    """The same secretariat again, for a month, on what the form proposes; a code is asked for."""
    doctor.get_by_role("link", name="Donner une délégation").press("Enter")
    doctor.get_by_label("Jusqu'au").fill(f"{in_days(30, '09:00'):%Y-%m-%d}")
    doctor.get_by_label("Fermer le lieu").uncheck()
    doctor.get_by_label("Lire la note médicale").check()
    doctor.get_by_label("Code à 6 chiffres").fill("000000")
    doctor.get_by_role("button", name="Donner une délégation").press("Enter")
    expect(doctor.locator("#code_error")).to_contain_text("Code refusé")
    expect(doctor.get_by_label("Fermer le lieu")).not_to_be_checked()
    look("a delegation to give", doctor)
    doctor.get_by_label("Code à 6 chiffres").fill(renew_code(ground.world.people[DR_MARTIN]))
    doctor.get_by_role("button", name="Donner une délégation").press("Enter")
    expect(doctor.get_by_role("status").first).to_contain_text("Délégation donnée")


@pytest.mark.requirement("SAS-05")
def test_a_revoked_delegation_closes_the_page_that_is_open_and_a_new_one_opens_it(
    open_page: Open, ground: Ground, mandate: None, look: Look
) -> None:
    book_for(ground, ground.single, in_days(10, "09:00"))
    desk, doctor = open_page(planning(ground)), open_page(HERE, person=DR_MARTIN)
    expect(desk.locator(".visit")).to_be_visible()
    doctor.get_by_text("Révoquer cette délégation").press("Enter")
    doctor.get_by_role("button", name="Révoquer maintenant").press("Enter")
    expect(doctor.get_by_role("status").first).to_contain_text("plus aucun accès dès la prochaine requête")
    look("a delegation revoked", doctor)
    desk.locator(".visit").press("Enter")
    expect(desk.locator("#ennui")).to_contain_text("ne vous est plus ouvert")
    expect(desk.locator("#detail")).to_be_empty()
    look("a planning whose delegation is revoked", desk)
    desk.reload()
    expect(desk.locator("main")).not_to_contain_text("LEFÈVRE")
    desk.goto("/bureau/")
    expect(desk.locator(".practice")).to_have_count(0)
    look("a desk without a practice", desk)
    give(doctor, ground, look)
    given = doctor.locator("section.card", has_text="En cours")
    expect(given).to_contain_text("✗ Fermer le lieu")
    desk.goto(planning(ground))
    expect(desk.locator(".visit")).to_contain_text("LEFÈVRE")


def test_every_access_is_listed_with_who_what_and_why(
    open_page: Open, ground: Ground, mandate: None, look: Look
) -> None:
    desk = open_page(f"/bureau/patients/{ground.single.id}/")
    desk.get_by_label("Pourquoi l'ouvrir ?").fill(WHY)
    desk.get_by_label("Pourquoi l'ouvrir ?").press("Enter")
    expect(desk.locator("main")).to_contain_text("Allergie à la pénicilline.")
    doctor = open_page(HERE, person=DR_MARTIN)
    doctor.get_by_role("link", name="Qui a consulté quoi, et pourquoi").press("Enter")
    opened = doctor.get_by_role("row").filter(has_text="Note médicale affichée")
    for said in ("Télésecrétaire", "LEFÈVRE Camille", WHY):
        expect(opened).to_contain_text(said)
    look("accesses", doctor)
    doctor.get_by_label("Par", exact=True).select_option(label="Camille")
    doctor.get_by_role("button", name="Afficher").press("Enter")
    expect(doctor.locator("tbody tr").first).to_contain_text("Camille")
    opened.get_by_role("link", name="LEFÈVRE Camille").press("Enter")
    expect(doctor.get_by_role("heading", name="Qui a consulté ce dossier")).to_be_visible()
    expect(doctor.get_by_role("row").filter(has_text=WHY)).to_have_count(1)
    look("accesses to one file", doctor)


def test_a_derogation_is_corrected_by_moving_the_visit(open_page: Open, ground: Ground, look: Look) -> None:
    evening = in_days(11, "20:30")
    made = book_for(ground, ground.twins[0], evening, overbooked="Visite du soir")
    doctor = open_page(HERE, person=DR_MARTIN)
    ledger = doctor.locator("section", has=doctor.get_by_role("heading", name="Dérogations"))
    ledger.get_by_role("link").press("Enter")
    line = doctor.get_by_role("row").filter(has_text="MORIN Ana")
    expect(line).to_contain_text("Hors horaires")
    line.get_by_role("link", name="À corriger").press("Enter")
    expect(doctor.locator("[name=creneau]:checked")).to_be_focused()
    doctor.keyboard.press("Enter")
    expect(doctor.get_by_role("status").first).to_contain_text("Rendez-vous déplacé")
    doctor.goto(f"/bureau/agendas/{ground.world.ours.role.id}/")
    line.get_by_role("button", name="Corrigée").press("Enter")
    expect(doctor.get_by_role("status").first).to_contain_text("Dérogation corrigée")
    expect(line).to_have_count(0)
    doctor.get_by_role("link", name="Toutes").press("Enter")
    expect(line).to_contain_text("Corrigée")
    look("a ledger with everything", doctor)
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        kept = Override.objects.get(appointment_id=made.id)
    assert kept.settled_as == Settlement.CORRECTED and kept.starts_at == made.starts_at
    assert made.starts_at - evening < timedelta(minutes=1)
