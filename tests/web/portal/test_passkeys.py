"""Passkeys of patients: user verification required, a challenge serves once, one refusal whatever the cause."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from online.models import AccountPasskey, PatientAccount
from tests.factories.practices import House
from tests.web.portal.authenticator import Authenticator
from tests.web.portal.test_account import ENTRY, HERE, Holder, text

pytestmark = pytest.mark.django_db
REFUSED = "Cette clé d'accès n'ouvre pas de compte ici."


@pytest.fixture(autouse=True)
def here(settings: Any) -> None:
    settings.PUBLIC_URL = "http://testserver"


def asked(holder: Holder) -> dict[str, Any]:
    """The options of a ceremony to come in."""
    options: dict[str, Any] = holder.client.post(f"{ENTRY}cle/options/").json()
    assert "allowCredentials" not in options or options["allowCredentials"] == [], "nobody is named"
    assert options["userVerification"] == "required"
    return options


def enter(holder: Holder, answer: str) -> Any:
    return holder.client.post(f"{ENTRY}cle/", {"answer": answer})


def made(holder: Holder, key: Authenticator) -> Any:
    options = holder.client.post(f"{HERE}creer/cle/options/").json()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    return holder.client.post(f"{HERE}creer/cle/", {"answer": key.make(options)})


def test_a_passkey_opens_an_account_and_comes_in_alone(ours: House) -> None:
    holder, key = Holder(), Authenticator()
    holder.prove()
    assert "n'a pas pu" in text(made(holder, replace(key, verifies=False))).replace("&#x27;", "'")
    assert not PatientAccount.objects.exists()
    assert made(holder, key).headers["Location"] == HERE
    second = Authenticator()
    assert made(holder, second).headers["Location"] == HERE
    assert "2 clés" in text(holder.client.get(HERE))
    for one in (key, second):
        back = Holder()
        assert enter(back, one.use(asked(back))).headers["Location"] == HERE
        assert back.client.get(HERE).status_code == 200


def test_whatever_is_wrong_with_a_passkey_has_one_answer(ours: House) -> None:
    owner, key = Holder(), Authenticator()
    owner.prove()
    made(owner, key)
    wrong = {
        "not verified": replace(key, verifies=False),
        "another origin": replace(key, origin="https://ailleurs.example"),
        "another house": replace(key, rp_id="ailleurs.example"),
        "another key": replace(key, key=ec.generate_private_key(ec.SECP256R1())),
        "unknown": Authenticator(),
    }
    pages = set()
    for name, one in wrong.items():
        holder = Holder()
        page = enter(holder, one.use(asked(holder)))
        assert page.status_code == 400, name
        assert holder.client.get(HERE).status_code == 302, name
        pages.add(text(page).replace("&#x27;", "'").count(REFUSED))
    for answer in ("", "{", "[]", "{}"):
        holder = Holder()
        asked(holder)
        assert enter(holder, answer).status_code == 400
    assert pages == {1}


def test_a_challenge_serves_once_whatever_came_of_it(ours: House) -> None:
    owner, key = Holder(), Authenticator()
    owner.prove()
    made(owner, key)
    holder = Holder()
    options = asked(holder)
    assert enter(holder, "{}").status_code == 400
    assert enter(holder, key.use(options)).status_code == 400, "spent by the refusal"
    answer = key.use(asked(holder))
    assert enter(holder, answer).status_code == 302
    thief = Holder()
    asked(thief)
    assert enter(thief, answer).status_code == 400
    AccountPasskey.objects.update(sign_count=10_000)
    copied = Holder()
    assert enter(copied, key.use(asked(copied))).status_code == 400, "a copy that counts behind"
