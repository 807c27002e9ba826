"""A manager sets the work for a practice aside and takes it up, follows a newcomer, opens one more place."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import User
from core.scoping import acting_as, system_actor
from practices import services
from practices.models import Delegation
from tests.factories.accounts import person, renew_code
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN, NADIA, PASSWORD

pytestmark = pytest.mark.slow
NEWCOMER = "sami"


def at_practice(ground: Ground) -> str:
    return f"/gestion/cabinets/{ground.practice_id}/"


@pytest.fixture
def at_work(ground: Ground) -> None:
    """The work goes on when the walk begins, even a second one."""
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        Delegation.objects.filter(practice_id=ground.practice_id).update(suspended_at=None)


@pytest.mark.requirement("SAS-07")
def test_work_for_a_practice_is_suspended_at_the_open_desk_and_taken_up_again(
    open_page: Open, ground: Ground, at_work: None, look: Look
) -> None:
    desk = open_page("/bureau/")
    expect(desk.locator(".practice")).to_have_count(1)
    page = open_page(at_practice(ground), person=NADIA)
    page.get_by_text("Suspendre le travail pour ce cabinet").press("Enter")
    page.get_by_role("button", name="Suspendre maintenant").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("vos secrétaires n'y accèdent plus")
    look("a practice suspended", page)
    desk.locator(".practice").first.press("Enter")
    expect(desk.locator(".practice")).to_have_count(0)
    look("a call at a practice suspended", desk)
    desk.goto("/bureau/")
    expect(desk.locator(".practice")).to_have_count(0)
    expect(desk.locator("body")).not_to_contain_text(ground.world.ours.practice.name)
    doctor = open_page("/planning/delegations/", person=DR_MARTIN, size=PHONE)
    expect(doctor.locator("section.card").first).to_contain_text("Suspendue par le secrétariat")
    page.get_by_role("link", name="Cabinets", exact=True).press("Enter")
    line = page.get_by_role("listitem").filter(has_text=ground.world.ours.practice.name)
    expect(line).to_contain_text("Suspendu")
    line.get_by_role("link").press("Enter")
    page.get_by_role("button", name="Reprendre le travail").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Le travail pour ce cabinet reprend")
    desk.reload()
    expect(desk.locator(".practice")).to_have_count(1)


def enter(page: Page, username: str, password: str) -> None:
    expect(page.locator("[autofocus]")).to_be_focused()
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe").fill(password)
    page.keyboard.press("Enter")


@pytest.fixture
def newcomer(ground: Ground) -> User:
    """Taken on and enrolled, nothing accepted; somebody else for a second walk."""
    with transaction.atomic():
        user = person(f"{NEWCOMER}{User.objects.count()}")
        house = ground.world.ours.secretariat
        services.join_secretariat(actor=system_actor(), secretariat_id=house.id, user_id=user.id, role="secretary")
    return user


def test_a_newcomer_s_charter_and_connections_are_followed(open_page: Open, newcomer: User, look: Look) -> None:
    page = open_page("/gestion/equipe/", person=NADIA)
    line = page.get_by_role("listitem").filter(has_text=newcomer.display_name)
    expect(line).to_contain_text("Charte ou contrat à accepter")
    theirs = open_page("/bureau/", person=None)
    enter(theirs, newcomer.username, "Pas-Le-Bon-Mot-12")
    expect(theirs.get_by_role("alert")).to_be_visible()
    enter(theirs, newcomer.username, PASSWORD)
    theirs.wait_for_url("**/connexion/code/**")
    expect(theirs.locator("[autofocus]")).to_be_focused()
    theirs.keyboard.type(renew_code(newcomer))
    theirs.keyboard.press("Enter")
    theirs.wait_for_url("**/charte/**")
    for box in theirs.get_by_role("checkbox").all():
        box.check()
    theirs.get_by_role("button", name="J'accepte et je continue").press("Enter")
    theirs.wait_for_url("**/bureau/")
    page.reload()
    expect(line).to_contain_text("Charte et contrat acceptés")
    line.get_by_role("link").press("Enter")
    texts = page.locator("section.card", has=page.get_by_role("heading", name="Charte et contrat"))
    expect(texts).to_contain_text("Acceptée le")
    expect(texts).not_to_contain_text("À accepter")
    page.get_by_role("link", name="Connexions").press("Enter")
    rows = page.get_by_role("row").filter(has_text=newcomer.display_name)
    expect(rows).to_have_count(3)
    for number, said in enumerate(("Connexion réussie", "Mot de passe accepté", "Identifiants refusés")):
        expect(rows.nth(number)).to_contain_text(said)
    look("connections of a newcomer", page)


def test_one_more_place_with_an_agenda_of_its_own_on_its_own_clocks(
    open_page: Open, ground: Ground, look: Look
) -> None:
    page = open_page(at_practice(ground), person=NADIA, size=PHONE)
    page.get_by_role("link", name="Un lieu de plus").press("Enter")
    page.get_by_label("Nom du lieu").fill("Annexe du Port")
    page.get_by_label("Ville").fill("Le Port")
    page.get_by_label("Territoire").select_option(label="La Réunion")
    look("one more place", page)
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("C'est enregistré")
    expect(page.get_by_role("listitem").filter(has_text="Annexe du Port")).to_contain_text("Le Port")
    page.get_by_role("link", name="Un praticien de plus").press("Enter")
    page.get_by_label("Lieu").select_option(label="Annexe du Port")
    page.get_by_label("Nom", exact=True).fill("Hoareau")
    page.get_by_label("Prénom").fill("Lise")
    look("one more practitioner", page)
    page.get_by_role("button", name="Enregistrer et continuer").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("La semaine ordinaire")
    expect(page.get_by_text("Les jours fériés de La Réunion")).to_be_visible()
    expect(page.get_by_role("navigation", name="Agenda")).to_have_count(1)
    look("the week of one more practitioner", page)
    page.get_by_role("link", name="Le cabinet", exact=True).first.press("Enter")
    expect(page.get_by_text("Première disponibilité")).to_be_visible()
    expect(page.get_by_text("Un agenda n'a pas encore de plages.")).to_be_visible()
    look("a practice with an agenda to open", page)
