"""The addresses vendors call: signed or unknown, kept sealed and once, answered at once."""

import base64
import json

import pytest
from django.conf import settings
from django.test import Client

from calls.models import CallFact, InboxMessage
from calls.services import read_due
from core import clock
from core.scoping import acting_as, system_actor
from telephony_adapters.generic.signature import signature_of
from tests.calls.lines import CALLER, LINE, calls_of, lines_of, make_line, ring, say
from tests.factories.practices import make_world

pytestmark = pytest.mark.django_db
ADDRESS = "/telephonie/generic/demo/"


def post(body: dict[str, object], *, secret: str | None = None, path: str = ADDRESS) -> int:
    content = json.dumps(body).encode()
    stamp = str(int(clock.now().timestamp()))
    secret = secret or settings.TELEPHONY_ACCOUNTS["demo"].secrets["secret"]
    headers = {"X-Permanence-Timestamp": stamp, "X-Permanence-Signature": signature_of(secret, stamp, content)}
    answer = Client(enforce_csrf_checks=True).post(path, content, content_type="application/json", headers=headers)
    return answer.status_code


RINGS = {"call_id": "c-1", "kind": "ringing", "direction": "inbound", "remote": CALLER, "line": LINE}


def test_a_signed_message_rings_at_the_practice_of_its_line() -> None:
    world = make_world()
    make_line(world.ours.practice, account="demo")
    assert post(RINGS) == 204
    assert post({**RINGS, "kind": "answered", "leg_id": "l-2", "agent": "1001", "answered_by": "human"}) == 204
    read_due()
    (call,) = calls_of(world.ours.practice)
    assert (call.remote_e164, call.outcome, call.answered_by) == (CALLER, "answered", "1001")


@pytest.mark.parametrize(
    "poison",
    [
        {"call_id": "c" * 129},
        {"agent": "1" * 65},
        {"event_id": "e\0"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
        {"recording": "r" * 129, "kind": "recording_ready"},
    ],
    ids=["long call", "long agent", "nul", "before the calendar", "long recording"],
)
def test_a_message_that_cannot_be_kept_is_set_aside_and_the_next_call_is_read(poison: dict[str, object]) -> None:
    world = make_world()
    make_line(world.ours.practice, account="demo")
    assert post({**RINGS, **poison}) == 204
    assert post({**RINGS, "call_id": "c-2"}) == 204
    read_due()
    assert [each.provider_call_id for each in calls_of(world.ours.practice)] == ["c-2"]
    assert sorted(InboxMessage.objects.values_list("state", flat=True)) == ["read", "refused"]


def test_what_only_the_database_refuses_is_set_aside_alone_and_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    """An exchange's own words pass no door: an id as long as a page comes as far as the tables."""
    world = make_world()
    make_line(world.ours.practice)
    long = "secret-" * 30
    say(*(line.replace("labpbx", long) for line in lines_of("inbound-answered.ari")))
    ring()
    assert len(calls_of(world.ours.practice)) == 1
    assert not InboxMessage.objects.filter(state="new").exists()
    assert "DataError" in caplog.text and "secret-" not in caplog.text


def test_the_same_event_id_of_another_call_is_another_fact_in_whatever_practice() -> None:
    world = make_world()
    make_line(world.ours.practice, account="demo")
    make_line(world.theirs.practice, "+33199009999", account="demo")
    for call_id, line in (("c-1", LINE), ("c-2", LINE), ("c-3", "+33199009999")):
        post({**RINGS, "event_id": "e-1", "call_id": call_id, "line": line})
    read_due()
    assert [each.provider_call_id for each in calls_of(world.ours.practice)] == ["c-1", "c-2"]
    assert [each.provider_call_id for each in calls_of(world.theirs.practice)] == ["c-3"]
    for call_id, kind in (("c-1", "agent_ringing"), ("c-2", "ended")):
        post({**RINGS, "event_id": "e-2", "kind": kind, "call_id": call_id})
    read_due()
    assert [each.ended_at is not None for each in calls_of(world.ours.practice)] == [False, True]
    post({**RINGS, "event_id": "e-1", "kind": "ended", "call_id": "c-1"})
    read_due()
    assert calls_of(world.ours.practice)[0].ended_at is None, "what was said once is not said again"


@pytest.mark.parametrize("withheld_first", [False, True], ids=["number first", "mark first"])
def test_a_number_that_another_fact_says_withheld_stands_in_no_fact(withheld_first: bool) -> None:
    world = make_world()
    make_line(world.ours.practice, account="demo")
    numbered, withheld = RINGS, {**RINGS, "kind": "agent_ringing", "remote": "", "withheld": True}
    for said in (withheld, numbered) if withheld_first else (numbered, withheld):
        post(said)
        read_due()
    with acting_as(system_actor(world.ours.practice.id)):
        assert set(CallFact.objects.values_list("remote_state", "remote_e164")) == {("withheld", "")}
    (call,) = calls_of(world.ours.practice)
    assert (call.remote_state, call.remote_e164) == ("withheld", "")


def test_the_same_message_again_is_kept_once() -> None:
    assert (post(RINGS), post(RINGS)) == (204, 204)
    assert InboxMessage.objects.count() == 1


def test_nothing_is_kept_of_a_message_that_somebody_else_signed() -> None:
    assert post(RINGS, secret="guessed") == 403
    assert Client().post(ADDRESS, RINGS, content_type="application/json").status_code == 403
    assert InboxMessage.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["/telephonie/generic/nobody/", "/telephonie/twilio/demo/", "/telephonie/pigeon/demo/"]
)
def test_an_account_that_does_not_exist_or_is_another_vendor_s_is_not_found(path: str) -> None:
    assert post(RINGS, path=path) == 404


def test_a_body_too_large_or_unreadable_is_refused_whole() -> None:
    assert post({**RINGS, "call_id": "x" * 70_000}) == 413
    answer = Client().post(ADDRESS, b"{", content_type="application/json", headers=_signed(b"{"))
    assert answer.status_code == 400
    assert InboxMessage.objects.count() == 0


def _signed(content: bytes) -> dict[str, str]:
    stamp = str(int(clock.now().timestamp()))
    secret = settings.TELEPHONY_ACCOUNTS["demo"].secrets["secret"]
    return {"X-Permanence-Timestamp": stamp, "X-Permanence-Signature": signature_of(secret, stamp, content)}


def test_what_was_received_lies_sealed() -> None:
    post(RINGS)
    row = InboxMessage.objects.get()
    assert row.body is not None
    assert CALLER.encode() in base64.b64decode(json.loads(row.body.open())["body"])
    assert CALLER not in str(InboxMessage.objects.values().get())
