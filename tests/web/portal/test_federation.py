"""Coming in by a provider of OpenID Connect: a real one, small, over HTTP; off unless it is wholly configured."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from config.start_checks import settings_refusals
from online.models import AccountPasskey, PatientAccount
from tests.factories.practices import House
from tests.web.portal.authenticator import Authenticator
from tests.web.portal.provider import CLIENT_ID, CLIENT_SECRET, Provider, running
from tests.web.portal.test_account import ENTRY, HERE, PASSWORD, Holder, text
from tests.web.portal.test_passkeys import asked, enter, made

pytestmark = pytest.mark.django_db
GO = f"{HERE}entrer/franceconnect/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as found:
        settings.FRANCECONNECT_ISSUER = found.issuer
        settings.FRANCECONNECT_CLIENT_ID, settings.FRANCECONNECT_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.PUBLIC_URL = "http://testserver"
        yield found


def come_by(provider: Provider, client: Client) -> Any:
    there = client.get(GO)
    assert there.status_code == 302, text(there)
    return client.get(provider.allow(there.headers["Location"]))


def test_the_provider_is_one_factor_and_two_where_it_asked_for_two(
    ours: House, provider: Provider, settings: Any
) -> None:
    holder = Holder()
    assert "FranceConnect" in text(holder.client.get(f"{HERE}entrer/"))
    assert come_by(provider, holder.client).headers["Location"] == f"{HERE}creer/moyen/", "a second factor is chosen"
    assert holder.client.get(HERE).status_code == 302
    shown = text(holder.client.get(f"{HERE}creer/moyen/"))
    holder.seed = shown.split('class="seed">')[1].split("<")[0].replace(" ", "")
    told = {"password": PASSWORD, "code": holder.totp()}
    assert holder.client.post(f"{HERE}creer/moyen/", told).headers["Location"] == HERE
    again = Holder()
    assert come_by(provider, again.client).headers["Location"] == f"{HERE}entrer/code/"
    assert again.client.get(HERE).status_code == 302
    settings.FRANCECONNECT_ACR = provider.acr = "eidas2"
    sure = Client()
    assert come_by(provider, sure).headers["Location"] == HERE
    assert sure.get(HERE).status_code == 200
    assert PatientAccount.objects.count() == 1
    provider.subject = "somebody else"
    come_by(provider, Client())
    assert PatientAccount.objects.count() == 2


def test_an_account_with_a_passkey_is_asked_for_it_and_keeps_all_it_held(ours: House, provider: Provider) -> None:
    holder, key = Holder(), Authenticator()
    come_by(provider, holder.client)
    assert made(holder, key).headers["Location"] == HERE
    account = PatientAccount.objects.get()
    again = Holder()
    assert come_by(provider, again.client).headers["Location"] == ENTRY
    asking = text(again.client.get(ENTRY))
    assert "s'ouvre maintenant avec votre clé d'accès" in asking.replace("&#x27;", "'")
    assert "recommencer mon compte, vide" in asking
    assert again.client.get(HERE).status_code == 302, "one factor is not two"
    assert enter(again, key.use(asked(again))).headers["Location"] == HERE
    assert AccountPasskey.objects.get().account_id == account.id
    assert "recommencer mon compte, vide" not in text(Client().get(ENTRY)), "said to nobody else"


def test_whoever_leaves_is_out_of_the_provider_too_and_nobody_else_is_sent_there(
    ours: House, provider: Provider, settings: Any
) -> None:
    settings.FRANCECONNECT_ACR = provider.acr = "eidas2"

    def onward(client: Client) -> list[str]:
        shown = client.post(f"{HERE}sortir/")
        assert client.get(HERE).status_code == 302, "out of here, whatever the provider does"
        assert not client.cookies["fc"].value
        return [unescape(one) for one in re.findall(r'content="0;url=([^"]+)"', text(shown))]

    client = Client()
    come_by(provider, client)
    assert client.cookies["fc"]["httponly"]
    (there,) = onward(client)
    back = provider.leave(there)
    assert back == "http://testserver/rdv/compte/sorti/"
    assert "Vous êtes déconnecté" in text(client.get(back))
    provider.ends = False
    come_by(provider, client)
    assert onward(client) == [], "a provider that ends nothing"
    provider.ends = True
    holder = Holder()
    holder.open()
    assert onward(holder.client) == []


def test_what_the_provider_did_not_say_to_this_browser_is_refused(ours: House, provider: Provider) -> None:
    for wrong in (
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://ailleurs.example"},
        {"exp": 1},
        {"key": RSAKey.generate_key(2048, parameters={"kid": "one"})},
    ):
        provider.wrong = wrong
        assert come_by(provider, Client()).status_code == 400, wrong
    provider.wrong = {}
    mine, theirs = Client(), Client()
    there = mine.get(GO)
    back = provider.allow(there.headers["Location"])
    theirs.get(GO)
    assert theirs.get(back).status_code == 400, "an answer for another browser"
    assert mine.get(f"{GO}retour/?error=access_denied").status_code == 400
    assert mine.get(back).status_code == 302
    assert mine.get(back).status_code == 404, "once"


def test_half_configured_the_start_is_refused(settings: Any) -> None:
    def refusals() -> list[str]:
        return [one for one in settings_refusals() if "FRANCECONNECT" in one or "FranceConnect" in one]

    assert refusals() == []
    assert Client().get(GO).status_code == 404
    settings.FRANCECONNECT_ISSUER = "https://fc.example"
    assert "FRANCECONNECT_CLIENT_ID, FRANCECONNECT_CLIENT_SECRET" in refusals()[0]
    settings.FRANCECONNECT_CLIENT_ID, settings.FRANCECONNECT_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    assert refusals() == []
    settings.FRANCECONNECT_ISSUER = "http://fc.example"
    assert "https://" in refusals()[0]
