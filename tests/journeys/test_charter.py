"""The first sign-in of a newcomer: both texts are read and accepted by keyboard, then the desk opens."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts.models import User
from core.scoping import system_actor
from practices import services
from tests.factories.accounts import person, renew_code
from tests.factories.charters import accepted
from tests.journeys.conftest import DESKTOP, Open
from tests.journeys.ground import Ground
from tests.journeys.looking import Look, violations
from tests.personas import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture
def newcomer(ground: Ground) -> Iterator[str]:
    """Taken on and enrolled, nothing accepted; a new one for each test."""
    name = f"nouvelle{User.objects.count()}"
    with transaction.atomic():
        user = person(name)
        services.join_secretariat(
            actor=system_actor(), secretariat_id=ground.world.ours.secretariat.id, user_id=user.id, role="secretary"
        )
    yield name


def sign_in(page: Page, name: str) -> None:
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/connexion/code/**")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.type(renew_code(User.objects.get(username=name)))
    page.keyboard.press("Enter")


@pytest.mark.requirement("CH-20")
@pytest.mark.requirement("CH-21")
@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_newcomer_accepts_by_keyboard_and_reaches_the_desk(
    open_page: Open, newcomer: str, look: Look, javascript: bool
) -> None:
    page = open_page("/bureau/", person=None, javascript=javascript)
    sign_in(page, newcomer)
    page.wait_for_url("**/charte/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Avant de continuer")
    if javascript:
        look("charter", page)
    page.goto("/bureau/patients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Avant de continuer")
    page.goto("/charte/?suite=/bureau/")
    for box in page.get_by_role("checkbox").all():
        box.focus()
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bureau/")
    expect(page.locator(".practice")).to_have_count(1)


def test_its_pages_are_accessible(open_page: Open, look: Look) -> None:
    page = open_page("/charte/textes/", size=DESKTOP)
    look("texts", page)
    page = open_page("/charte/textes/", person="nadia")
    page.get_by_role("link", name="Publier une nouvelle version").first.click()
    expect(page.get_by_label("Texte")).to_contain_text("Charte d'usage")
    assert violations(page) == []


@pytest.mark.requirement("CH-07")
def test_a_lost_account_closes_by_one_button(open_page: Open, newcomer: str, ground: Ground) -> None:
    """The button, the way back to the sign-in page, and the incident in the officer's register."""
    accepted(User.objects.get(username=newcomer))
    page = open_page("/compte/", person=None)
    sign_in(page, newcomer)
    page.wait_for_url("**/compte/")
    page.get_by_role("button", name="Mon compte est compromis").press("Enter")
    page.wait_for_url("**/connexion/?compromis=1")
    expect(page.get_by_role("alert")).to_contain_text("Votre compte est bloqué")
    page.goto("/bureau/")
    expect(page).to_have_title("Connexion · Permanence")
    register = open_page("/registre/incidents/", person="ines")
    expect(register.locator("table")).to_contain_text(re.compile("7[12]\u00a0h restantes"))
    assert violations(register) == []
    register.locator("tbody a").first.click()
    expect(register.get_by_role("heading", level=1)).to_contain_text("Incident connu le")
    assert violations(register) == []
