"""The banner of the calls of the moment: what it shows of a call, to whom, and what taking one opens."""

import html
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from audit.actions import Action
from calls.models import AgentPhone, CallSession
from calls.services import take_call
from config.demonstration.telephony import EXCHANGE
from core import clock
from core.scoping import acting_as
from practices.models import Practice
from tests.calls.lines import CALLER, begin_ringing, calls_of, make_line
from tests.factories.accounts import session_of
from tests.factories.consignes import make_consigne
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def ringing(practice: Practice, caller: str = CALLER, case: str = "inbound-answered.ari") -> CallSession:
    begin_ringing(caller=caller, case=case)
    *_, call = calls_of(practice)
    return call


@pytest.fixture
def ours(world: World) -> House:
    make_line(world.ours.practice)
    return world.ours


def banner(client: Client) -> str:
    answer = client.get("/bureau/sonneries/", headers=HTMX)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def test_nothing_rings_and_nothing_is_shown(browser: Browser, ours: House) -> None:
    assert "ring" not in banner(browser(CAMILLE))


def test_a_call_shows_its_practice_greeting_line_and_caller(browser: Browser, ours: House) -> None:
    ringing(ours.practice)
    shown = banner(browser(CAMILLE))
    for text in (
        ours.practice.name,
        "« Cabinet de Nancy, bonjour. »",
        "Ligne du cabinet 01 99 00 11 22",
        "06 39 98 12 34",
    ):
        assert text in shown
    assert ours.practice.name not in banner(browser(CHARLIE))
    assert ours.practice.name not in banner(browser(NADIA))


def test_patients_are_those_of_the_practice_of_the_line(browser: Browser, world: World, ours: House) -> None:
    make_patient(world.theirs.practice, "Ailleurs", phones=(CALLER,))
    ringing(ours.practice)
    client = browser(CAMILLE)
    assert "AILLEURS" not in banner(client)
    make_patient(ours.practice, "Lenormand", phones=(CALLER,))
    assert "LENORMAND" in banner(client)
    make_patient(ours.practice, "Petit", phones=(CALLER,))
    assert "2 patients ont ce numéro" in banner(client)


def test_a_withheld_number_is_said_and_nothing_is_searched(
    browser: Browser, ours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web.desk import callers

    monkeypatch.setattr(callers, "search", lambda *_: pytest.fail("searched"))
    ringing(ours.practice, case="inbound-withheld.ari")
    shown = banner(browser(CAMILLE))
    assert "Numéro masqué" in shown
    assert "06 39 98" not in shown


@pytest.mark.parametrize(("owners", "chosen"), [(0, False), (1, True), (2, False)])
def test_taking_opens_the_call_with_the_patient_only_when_one_has_the_number(
    browser: Browser, ours: House, owners: int, chosen: bool
) -> None:
    patients = [make_patient(ours.practice, name, phones=(CALLER,)) for name in ("Lenormand", "Petit")[:owners]]
    call = ringing(ours.practice)
    client = browser(CAMILLE)
    answer = client.post(f"/bureau/sonneries/{call.practice_id}/{call.id}/prendre/")
    assert answer.status_code == 302
    address = urlsplit(answer["Location"])
    assert address.path == f"/bureau/appel/{call.practice_id}/{call.id}/"
    assert parse_qs(address.query) == ({"patient": [str(patients[0].id)]} if chosen else {})
    page = html.unescape(client.get(answer["Location"]).content.decode())
    assert ("2 patients ont ce numéro" in page) == (owners == 2)
    assert ('class="person"' in page) == chosen


def test_the_script_is_told_where_to_go(browser: Browser, ours: House) -> None:
    call = ringing(ours.practice)
    answer = browser(CAMILLE).post(f"/bureau/sonneries/{call.practice_id}/{call.id}/prendre/", headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/bureau/appel/{call.practice_id}/{call.id}/")


def test_a_call_somebody_else_took_is_a_sentence_and_leaves_the_screens(
    browser: Browser, world: World, ours: House, travel: time_machine.Traveller
) -> None:
    call, doctor = ringing(ours.practice), world.actor(DR_MARTIN)
    with acting_as(doctor):
        take_call(actor=doctor, practice_id=call.practice_id, session_id=call.id)
    client = browser(CAMILLE)
    assert "appel pris par Dr_Martin" in banner(client)
    answer = client.post(f"/bureau/sonneries/{call.practice_id}/{call.id}/prendre/", headers=HTMX)
    assert answer.status_code == 409
    assert "Cet appel est déjà pris par quelqu'un d'autre." in html.unescape(answer.content.decode())
    travel.shift(timedelta(seconds=9))
    assert ours.practice.name not in banner(client)
    assert "En ligne" in banner(browser(DR_MARTIN))


def test_a_telephone_picked_up_is_known_by_its_owner(browser: Browser, world: World, ours: House) -> None:
    AgentPhone.objects.create(account=EXCHANGE, agent="1001", user=world.people[CAMILLE], started_at=clock.now())
    call = ringing(ours.practice)
    with acting_as(world.actor(CAMILLE)):
        CallSession.objects.filter(practice_id=call.practice_id, id=call.id).update(
            answered_at=clock.now(), answered_by="1001"
        )
    assert "Vous avez décroché" in banner(browser(CAMILLE))
    assert "appel pris par Camille" in banner(browser(DR_MARTIN))
    AgentPhone.objects.update(ended_at=clock.now())
    assert "Appel entrant" in banner(browser(DR_MARTIN)), "nobody's telephone: it is still for somebody to take"


def test_a_call_that_ends_says_so_to_who_took_it_and_goes_from_the_others(
    browser: Browser, world: World, ours: House
) -> None:
    call, camille = ringing(ours.practice), world.actor(CAMILLE)
    with acting_as(camille):
        take_call(actor=camille, practice_id=call.practice_id, session_id=call.id)
        CallSession.objects.filter(practice_id=call.practice_id, id=call.id).update(ended_at=clock.now())
    assert "L'appelant a raccroché" in banner(browser(CAMILLE))
    assert ours.practice.name not in banner(browser(DR_MARTIN))


def test_without_a_script_the_calls_are_a_page(browser: Browser, ours: House) -> None:
    call = ringing(ours.practice)
    page = browser(CAMILLE).get("/bureau/sonneries/").content.decode()
    assert "<h1>Appels du moment</h1>" in page
    assert f"{call.id}/prendre/" in page


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(
    browser: Browser, ours: House, travel: time_machine.Traveller
) -> None:
    client = browser(CAMILLE)
    seen = session_of(client).last_seen_at
    travel.shift(timedelta(minutes=5))
    for path in ("/live/", "/bureau/sonneries/"):
        assert client.get(path).status_code == 200
    assert session_of(client).last_seen_at == seen
    client.get("/bureau/")
    assert session_of(client).last_seen_at > seen


def test_the_number_of_who_calls_is_ready_in_a_new_file(browser: Browser, ours: House) -> None:
    call = ringing(ours.practice)
    form = browser(CAMILLE).post(f"/bureau/appel/{call.practice_id}/{call.id}/nouveau/")
    assert 'value="06 39 98 12 34"' in form.content.decode()


def test_what_is_found_by_the_number_is_journalled_for_the_call(
    browser: Browser, ours: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audit import services as audit

    bodies: list[dict[str, object]] = []
    real = audit._body
    monkeypatch.setattr(audit, "_body", lambda *given: bodies.append(real(*given)) or bodies[-1])
    make_patient(ours.practice, "Lenormand", phones=(CALLER,))
    bodies.clear()
    call = ringing(ours.practice)
    banner(browser(CAMILLE))
    (found,) = [body for body in bodies if body["action"] == Action.PATIENT_FOUND]
    assert found["details"] == {"call": str(call.id)}


def test_what_the_practice_asks_is_read_while_it_rings(browser: Browser, ours: House) -> None:
    ringing(ours.practice)
    camille = browser(CAMILLE)
    assert "certificat" not in banner(camille)
    cache.clear()
    make_consigne(ours.practice)
    assert "<b>Règle</b> Pas de certificat de sport sans consultation." in banner(camille)
