"""One's own data and the optional account, walked in the browser: link and code, passkey, password, no JavaScript."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from accounts.totp import code_at
from core import clock
from tests.journeys.account_ground import account_code, authenticator, come_to_own, link_of, owner_code
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground
from tests.journeys.looking import Look
from tests.journeys.weighing import See
from tests.personas import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def here(address: str) -> Iterator[None]:
    """Passkeys belong to the address of the house."""
    with override_settings(PUBLIC_URL=address):
        yield


def test_a_passkey_opens_the_account_that_keeps_a_record(open_page: Open, ground: Ground, see: See) -> None:
    link = link_of(ground, "Kader", "+33639980061", "18:15")
    page = open_page("/rdv/", size=PHONE, person=None)
    devtools = authenticator(page)
    page.get_by_role("link", name="Mon compte").click()
    expect(page.get_by_role("button", name="Entrer avec une clé d'accès")).to_be_visible()
    see("account-entry", page)
    page.get_by_role("link", name="Créer un compte").click()
    see("account-start", page)
    page.get_by_label("Votre mobile ou votre e-mail").fill("06 39 98 00 61")
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code de vérification").fill(account_code())
    page.get_by_role("button", name="Vérifier").click()
    see("account-factor", page)
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.get_by_role("heading", name="Mes dossiers")).to_be_visible()
    page.goto(link)
    page.get_by_role("link", name="Mes données dans ce cabinet").click()
    see("own-begin", page)
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code de vérification").fill(owner_code(ground))
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", name="Nour Kader")).to_be_visible()
    see("own-home", page)
    page.get_by_role("button", name="Garder dans mon compte").click()
    expect(page.get_by_role("button", name="Nour Kader", exact=False).first).to_be_visible()
    see("account-home", page)
    page.get_by_role("link", name="Mes connexions").click()
    expect(page.get_by_text("c'est ce navigateur")).to_be_visible()
    see("account-connections", page)
    page.get_by_role("link", name="Retour à mon compte").click()
    page.get_by_role("button", name="Me déconnecter").click()

    page.goto("/rdv/compte/")
    page.get_by_role("button", name="Entrer avec une clé d'accès").click()
    page.get_by_role("button", name="Nour Kader", exact=False).first.click()
    expect(page.get_by_role("heading", name="Nour Kader")).to_be_visible()
    page.get_by_role("link", name="Qui les a consultées").click()
    expect(page.get_by_text("Données consultées").first).to_be_visible()
    see("own-accesses", page)

    # Another authenticator knows nobody here, and is told no more than that.
    stranger = open_page("/rdv/compte/entrer/", size=PHONE, person=None)
    authenticator(stranger)
    stranger.get_by_role("button", name="Entrer avec une clé d'accès").click()
    expect(stranger.get_by_text("La clé n'a pas répondu")).to_be_visible()
    see("account-key-refused", stranger)
    page.goto("/rdv/compte/")
    page.get_by_role("button", name="Supprimer mon compte").click()
    see("account-close", page)
    page.get_by_role("button", name="Oui, supprimer").click()
    expect(page.get_by_role("heading", name="Votre compte est supprimé")).to_be_visible()
    devtools.detach()


def test_the_whole_way_without_javascript(open_page: Open, ground: Ground) -> None:
    """Data, file, request; then an account by password and application, and back in."""
    link = link_of(ground, "Benali", "+33639980062", "18:30")
    page = open_page("/rdv/compte/creer/", size=PHONE, person=None, javascript=False)
    page.get_by_label("Votre mobile ou votre e-mail").fill("nour@exemple.fr")
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code de vérification").fill(account_code())
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("button", name="Créer une clé d'accès")).to_be_hidden()
    seed = page.locator(".seed").inner_text().replace(" ", "")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Le code qu'elle montre").fill(code_at(seed, clock.now().timestamp() - 30))
    page.get_by_role("button", name="Ouvrir mon compte").click()
    come_to_own(page, ground, link)
    with page.expect_download() as file:
        page.get_by_role("button", name="Données (JSON)").click()
    assert file.value.suggested_filename.endswith(".json")
    page.get_by_role("link", name="Faire une demande").click()
    page.get_by_label("Ce que vous demandez").select_option("rectification")
    page.get_by_label("Quelles données").fill("Mon adresse")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Sa référence")).to_be_visible()
    page.get_by_role("link", name="Mes données", exact=True).click()
    page.get_by_role("button", name="Garder dans mon compte").click()
    page.get_by_role("button", name="Me déconnecter").click()
    page.goto("/rdv/compte/entrer/")
    page.get_by_label("Mobile ou e-mail").fill("nour@exemple.fr")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code de l'application").fill(code_at(seed, clock.now().timestamp()))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_text("Nour Benali").first).to_be_visible()


def test_the_other_screens_of_one_s_own_data_are_looked_at(open_page: Open, ground: Ground, look: Look) -> None:
    link = link_of(ground, "Yahia", "+33639980063", "18:45")
    page = open_page("/rdv/", person=None)
    come_to_own(page, ground, link)
    page.get_by_role("link", name="Faire une demande").click()
    look("own-right", page)
    page.get_by_label("Ce que vous demandez").select_option("rectification")
    page.get_by_label("Votre message").fill("Bonjour")
    page.get_by_role("button", name="Envoyer la demande").click()
    look("own-asked", page)
    page.get_by_role("link", name="Courriers", exact=True).click()
    expect(page.get_by_text("Nous avons reçu")).to_have_count(2)
    look("own-letters", page)
    page.get_by_role("button", name="Refermer mes données").click()
    look("own-closed", page)
