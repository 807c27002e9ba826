"""The addresses vendors call: signed or unknown, kept sealed and once, answered at once."""

import base64
import json

import pytest
from django.conf import settings
from django.test import Client

from calls.models import InboxMessage
from calls.services import read_due
from core import clock
from telephony_adapters.generic.signature import signature_of
from tests.calls.lines import CALLER, LINE, calls_of, make_line
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
