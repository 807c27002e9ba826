"""The pages of coming in, going out and my account."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Session, TotpDevice, User
from accounts.services import issue_enrolment
from accounts.totp import code_at
from core import clock
from core.scoping import system_actor
from tests.factories.accounts import invited, next_code, person, renew_code, session_of, signed_in
from tests.personas import CAMILLE, CHARLIE, PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, ACCOUNT = "/connexion/", "/connexion/code/", "/compte/"
FRESH = "Sept-Rivages-40-Tendres"


def text_of(response: Any) -> str:
    return response.content.decode()


def test_a_stranger_is_sent_to_the_sign_in_page_and_back_to_where_they_wanted_to_go(client: Client) -> None:
    user = person()
    sent = client.get("/bureau/")
    assert (sent.status_code, sent["Location"]) == (302, "/connexion/?suite=%2Fbureau%2F")
    first = client.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD, "suite": "/bureau/"})
    assert first["Location"] == "/connexion/code/?suite=%2Fbureau%2F"
    second = client.post(CODE, {"code": next_code(user), "suite": "/bureau/"})
    assert second["Location"] == "/bureau/"
    assert client.get(ACCOUNT).status_code == 200


def test_the_forms_are_ready_for_the_keyboard(client: Client) -> None:
    person()
    page = text_of(client.get(SIGN_IN))
    assert re.search(r'<input[^>]*name="username"[^>]*autofocus', page)
    assert 'autocomplete="current-password"' in page
    client.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD})
    page = text_of(client.get(CODE))
    field = re.search(r'<input[^>]*name="code"[^>]*>', page)
    assert field is not None
    for wanted in ('autocomplete="one-time-code"', 'inputmode="numeric"', "autofocus"):
        assert wanted in field.group()


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/connexion/"]
)
def test_nobody_is_led_elsewhere_after_signing_in(client: Client, path: str) -> None:
    user = person()
    client.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD})
    assert client.post(CODE, {"code": next_code(user), "suite": path})["Location"] == "/"


def test_a_refusal_shows_the_form_again_without_the_password(client: Client) -> None:
    person()
    page = client.post(SIGN_IN, {"username": CAMILLE, "password": "pas-le-bon"})
    assert page.status_code == 401
    assert "Identifiant ou mot de passe refusé." in text_of(page)
    assert "pas-le-bon" not in text_of(page)


def test_a_refused_code_leaves_an_empty_field_for_the_next_one(client: Client) -> None:
    person()
    client.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD})
    page = client.post(CODE, {"code": "000000"})
    assert page.status_code == 401
    assert "000000" not in text_of(page)


def test_the_refusal_page_is_the_same_whether_the_name_exists(client: Client) -> None:
    person()
    pages = [client.post(SIGN_IN, {"username": name, "password": "pas-le-bon"}) for name in (CAMILLE, "personne")]
    shown = [re.sub(r'value="[^"]*"', "", text_of(page)) for page in pages]
    assert shown[0] == shown[1]


def test_the_code_page_needs_a_password_first(client: Client) -> None:
    assert client.get(CODE)["Location"] == SIGN_IN


def test_a_form_without_its_csrf_token_is_refused() -> None:
    person()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("name", ["a\0b", "x" * 151, ""])
def test_a_malformed_name_is_refused_by_the_form(client: Client, name: str) -> None:
    assert client.post(SIGN_IN, {"username": name, "password": PASSWORD}).status_code == 400


def test_signing_out_is_a_form_never_a_link(client: Client) -> None:
    signed_in(client, person())
    assert client.get("/deconnexion/").status_code == 405
    assert client.post("/deconnexion/")["Location"] == "/connexion/?depart=1"
    assert not Session.objects.exists()


def test_a_recovery_code_can_be_typed_instead(client: Client) -> None:
    user = person()
    signed_in(client, user, step_up=True)
    page = text_of(client.post("/compte/codes-de-secours/"))
    codes = re.findall(r"<code>([A-Z2-7-]+)</code>", page)
    assert len(codes) == 10
    other = Client()
    other.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD})
    assert "Code de secours" in text_of(other.get(CODE + "?secours=1"))
    typed = codes[3].lower().replace("-", " ")
    assert other.post(CODE + "?secours=1", {"code": typed}).status_code == 302
    assert other.get(ACCOUNT).status_code == 200


def test_my_account_lists_my_sessions_and_connections_and_nobody_elses(client: Client) -> None:
    user, charlie = person(), person(CHARLIE)
    foreign = session_of(signed_in(Client(), charlie))
    client.post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD}, headers={"User-Agent": "Mozilla Firefox/140.0"})
    client.post(CODE, {"code": next_code(user)}, headers={"User-Agent": "Mozilla Firefox/140.0"})
    page = text_of(client.get(ACCOUNT))
    assert "celle-ci" in page
    assert "Connexion réussie" in page
    assert str(foreign.id) not in page
    assert client.post(f"/compte/sessions/{foreign.id}/fin/").status_code == 404
    assert Session.objects.filter(id=foreign.id).exists()


def test_a_session_left_open_elsewhere_can_be_ended(client: Client) -> None:
    user = person()
    signed_in(client, user)
    elsewhere = signed_in(Client(), user)
    assert elsewhere.get(ACCOUNT).status_code == 200
    client.post(f"/compte/sessions/{session_of(elsewhere).id}/fin/")
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert client.get(ACCOUNT).status_code == 200


def test_all_other_sessions_can_be_ended_at_once(client: Client) -> None:
    user = person()
    signed_in(client, user)
    others = [signed_in(Client(), user) for _ in range(3)]
    client.post("/compte/sessions/autres/fin/")
    assert [other.get(ACCOUNT).status_code for other in others] == [302] * 3
    assert client.get(ACCOUNT).status_code == 200


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(client: Client) -> None:
    user = person()
    signed_in(client, user)
    elsewhere = signed_in(Client(), user)
    key = client.cookies["session"].value
    answer = client.post("/compte/mot-de-passe/", {"current": PASSWORD, "new_password": FRESH, "repeated": FRESH})
    assert answer.status_code == 302
    assert client.get(ACCOUNT).status_code == 200
    assert client.cookies["session"].value != key
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert Client().post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD}).status_code == 401
    assert Client().post(SIGN_IN, {"username": CAMILLE, "password": FRESH}).status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "repeated", "status", "said"),
    [
        ("pas-le-bon", FRESH, FRESH, 401, "refusé"),
        (PASSWORD, "court", "court", 422, "12 caractères"),
        (PASSWORD, "Camille-Camille-12", "Camille-Camille-12", 422, "contient votre nom"),
        (PASSWORD, FRESH, FRESH + "x", 400, "diffèrent"),
    ],
)
def test_a_password_is_not_changed_against_the_rule(
    client: Client, current: str, new: str, repeated: str, status: int, said: str
) -> None:
    user = person()
    signed_in(client, user)
    page = client.post("/compte/mot-de-passe/", {"current": current, "new_password": new, "repeated": repeated})
    assert page.status_code == status
    assert said in text_of(page)
    assert User.objects.get(id=user.id).check_password(PASSWORD)


@pytest.mark.requirement("CH-07")
def test_the_alarm_button_closes_everything_at_once(client: Client) -> None:
    user = person()
    elsewhere = signed_in(Client(), user)
    signed_in(client, user)
    assert "Mon compte est compromis" in text_of(client.get(ACCOUNT))
    assert client.post("/compte/compromis/")["Location"] == "/connexion/?compromis=1"
    assert "Votre compte est bloqué" in text_of(client.get("/connexion/?compromis=1"))
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert Client().post(SIGN_IN, {"username": CAMILLE, "password": PASSWORD}).status_code == 401


def test_delicate_acts_ask_for_a_code_first_and_come_back(client: Client) -> None:
    user = person()
    signed_in(client, user)
    sent = client.get("/compte/application/")
    assert sent["Location"] == "/compte/confirmation/?suite=%2Fcompte%2Fapplication%2F"
    assert client.post("/compte/codes-de-secours/")["Location"].startswith("/compte/confirmation/")
    back = client.post("/compte/confirmation/", {"code": next_code(user), "suite": "/compte/application/"})
    assert back["Location"] == "/compte/application/"
    assert client.get("/compte/application/").status_code == 200


def test_a_new_application_replaces_the_former_one(client: Client) -> None:
    user = person()
    signed_in(client, user, step_up=True)
    page = text_of(client.get("/compte/application/"))
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None
    seed = found.group(1).replace(" ", "")
    assert f"secret={seed}" in page
    former = TotpDevice.objects.get(user=user, confirmed=True)
    wrong = client.post("/compte/application/", {"code": "000000"})
    assert wrong.status_code == 401
    assert TotpDevice.objects.get(user=user, confirmed=True) == former
    client.post("/compte/application/", {"code": code_at(seed, clock.now().timestamp())})
    fresh = TotpDevice.objects.get(user=user, confirmed=True)
    assert (fresh.id != former.id, fresh.seed.open()) == (True, seed)


def test_an_invited_person_chooses_password_and_application(client: Client) -> None:
    user = invited("lucie")
    token = issue_enrolment(actor=system_actor(), user_id=user.id)
    page = text_of(client.post("/connexion/inscription/", {"token": token}))
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None
    seed = found.group(1).replace(" ", "")
    with time_machine.travel(clock.now(), tick=False):
        values = {"token": token, "password": FRESH, "repeated": FRESH}
        weak = client.post(
            "/connexion/inscription/", {"token": token, "password": "x", "repeated": "x", "code": "123456"}
        )
        assert weak.status_code == 422
        refused = client.post("/connexion/inscription/", {**values, "code": "000000"})
        assert refused.status_code == 401
        code = code_at(seed, clock.now().timestamp())
        done = client.post("/connexion/inscription/", {**values, "code": code})
        assert len(re.findall(r"<code>", text_of(done))) == 10
        assert client.post("/connexion/inscription/", {"token": token}).status_code == 401
        assert client.post(SIGN_IN, {"username": "lucie", "password": FRESH}).status_code == 302
        assert client.post(CODE, {"code": code}).status_code == 401, "the code was used to enrol"
        assert client.post(CODE, {"code": renew_code(user)}).status_code == 302


@pytest.mark.parametrize("token", ["x", "\ud800", "' OR 1=1 --", "é" * 100])
def test_an_invented_enrolment_code_opens_nothing(client: Client, token: str) -> None:
    body = f"token={token}".encode("utf-8", "surrogatepass")
    answer = client.generic("POST", "/connexion/inscription/", body, "application/x-www-form-urlencoded")
    assert answer.status_code in {400, 401}


def test_an_ended_session_says_so_on_the_sign_in_page(client: Client) -> None:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as moved:
        signed_in(client, person())
        moved.shift(31 * 60)
        sent = client.get("/bureau/")
        assert "fin=1" in sent["Location"]
        assert "Votre session est terminée" in text_of(client.get(sent["Location"]))


def test_a_fragment_is_never_replaced_by_the_sign_in_form(client: Client) -> None:
    answer = client.get("/bureau/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (401, "/connexion/", b"")
