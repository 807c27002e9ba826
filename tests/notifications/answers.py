"""Receipts and answers as a vendor brings them: through its webhook's address, the sealed inbox and the reader."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.test import Client

from calls.models import InboxMessage
from calls.services import read_due
from core import clock
from telephony_adapters.events import content_id
from telephony_adapters.generic import signature
from tests.calls.lines import LINE
from tests.notifications.gateway import PATH_SECRET, SECRET


def say(**fact: Any) -> None:
    """One signed fact about a short message, received and read."""
    body = json.dumps(fact).encode()
    timestamp = str(int(clock.now().timestamp()))
    headers = {
        "X-Permanence-Timestamp": timestamp,
        "X-Permanence-Signature": signature.signature_of(SECRET, timestamp, body),
    }
    answer = Client(headers=headers).post("/telephonie/generic/gate/", body, content_type="application/json")
    assert answer.status_code == 204, answer.content
    read_due(100)


def receipt(reference: UUID, kind: str, at: datetime | None = None, **more: Any) -> None:
    said = {"occurred_at": at.isoformat()} if at else {}
    say(sms_kind=kind, event_id=f"{reference}-{kind}", message_ref=reference.hex, **said, **more)


def answer(text: str, number: str = "+33639980001", at: datetime | None = None, event: str = "") -> None:
    """Somebody writes `text` to the practice's line."""
    said = (at or clock.now()).isoformat()
    kind = {"sms_kind": "received", "text": text, "event_id": event or content_id(number, said, text)}
    say(**{"from": number}, to=LINE, occurred_at=said, **kind)


def answer_by_kannel(text: str, number: str = "+33639980001") -> None:
    """The same through an address whose only proof is the secret in it."""
    at = int(clock.now().timestamp())
    query = {"kind": "reply", "from": number, "to": LINE, "text": text, "charset": "UTF-8", "id": f"{at}", "ts": at}
    found = Client().get(f"/telephonie/kannel/gate/{PATH_SECRET}/?{urlencode(query)}")
    assert found.status_code == 200
    read_due(100)


def inbox() -> list[str]:
    """The state each of the vendor's messages was left in, in the order they came."""
    return list(InboxMessage.objects.order_by("received_at", "id").values_list("state", flat=True))


__all__ = ["answer", "answer_by_kannel", "inbox", "receipt", "say"]
