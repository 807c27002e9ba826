"""In and out by a provider of OpenID Connect, on another site than ours, in the browser: with scripts and without."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from accounts.totp import code_at
from core import clock
from tests.journeys.account_ground import authenticator
from tests.journeys.conftest import PHONE, Open
from tests.journeys.weighing import See
from tests.personas import PASSWORD
from tests.web.portal.provider import CLIENT_ID, CLIENT_SECRET, Provider, running

pytestmark = pytest.mark.slow
ENTRY = "/rdv/compte/entrer/"


@pytest.fixture(autouse=True)
def provider(address: str) -> Iterator[Provider]:
    """For a browser `127.0.0.1` and `localhost` are two sites: what only travels within one does not come back."""
    with running("127.0.0.1") as found:
        named = {
            "PUBLIC_URL": address, "FRANCECONNECT_ISSUER": found.issuer,
            "FRANCECONNECT_CLIENT_ID": CLIENT_ID, "FRANCECONNECT_CLIENT_SECRET": CLIENT_SECRET,
        }  # fmt: skip
        with override_settings(**named):
            yield found


def ask(page: Page, answer: str) -> None:
    """From our page to the provider's, and its answer there."""
    page.get_by_role("link", name="S'identifier avec FranceConnect").click()
    page.get_by_role("link", name=answer).click()


def cookies(page: Page) -> set[str]:
    return {str(cookie.get("name")) for cookie in page.context.cookies()}


def is_out(page: Page, heading: str) -> None:
    expect(page).to_have_url(f"{page.url.split('/rdv/')[0]}/rdv/compte/sorti/")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert not {"compte", "fc", "moi"} & cookies(page)


def test_somebody_whom_the_provider_knows_makes_a_key_leaves_both_and_comes_back(
    open_page: Open, provider: Provider, see: See
) -> None:
    page = open_page(ENTRY, size=PHONE, person=None)
    devtools = authenticator(page)
    ask(page, "Refuser")
    expect(page.get_by_role("alert").first).to_contain_text("FranceConnect n'a pas confirmé qui vous êtes")
    see("federation-refused", page)
    ask(page, "Continuer")
    expect(page.get_by_role("button", name="Ouvrir mon compte")).to_be_visible()
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.get_by_role("heading", name="Mes dossiers")).to_be_visible()
    assert {"compte", "fc"} <= cookies(page)
    page.get_by_role("button", name="Me déconnecter").click()
    is_out(page, "Vous êtes déconnecté")
    page.goto(ENTRY)
    ask(page, "Continuer")
    expect(page.get_by_text("Votre compte s'ouvre maintenant avec votre clé d'accès")).to_be_visible()
    see("federation-key", page)
    page.get_by_role("button", name="Entrer avec une clé d'accès").click()
    expect(page.get_by_role("heading", name="Mes dossiers")).to_be_visible()
    page.get_by_role("button", name="Supprimer mon compte").click()
    page.get_by_role("button", name="Oui, supprimer").click()
    is_out(page, "Votre compte est supprimé")
    see("federation-closed", page)
    devtools.detach()
    assert provider.left == 2


def test_without_javascript_a_password_is_the_second_factor_and_a_sure_provider_needs_none(
    open_page: Open, provider: Provider
) -> None:
    page = open_page(ENTRY, size=PHONE, person=None, javascript=False)
    provider.subject = "without-a-script"
    ask(page, "Continuer")
    seed = page.locator(".seed").inner_text().replace(" ", "")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Le code qu'elle montre").fill(code_at(seed, clock.now().timestamp() - 30))
    page.get_by_role("button", name="Ouvrir mon compte").click()
    page.get_by_role("button", name="Me déconnecter").click()
    is_out(page, "Vous êtes déconnecté")
    page.goto(ENTRY)
    ask(page, "Continuer")
    page.get_by_label("Code de l'application").fill(code_at(seed, clock.now().timestamp()))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", name="Mes dossiers")).to_be_visible()
    page.get_by_role("button", name="Me déconnecter").click()
    is_out(page, "Vous êtes déconnecté")
    provider.acr = "eidas2"
    with override_settings(FRANCECONNECT_ACR="eidas2"):
        page.goto(ENTRY)
        ask(page, "Continuer")
        expect(page.get_by_role("heading", name="Mes dossiers")).to_be_visible()
