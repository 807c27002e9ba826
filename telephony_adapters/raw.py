"""A vendor's message as text that can be kept and read again exactly. Pure."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from telephony_adapters.events import CallEvent, LiveLegs, SmsEvent
from telephony_adapters.protocols import Account, RawMessage, RawRequest
from telephony_adapters.registry import VENDORS


class UnknownVendor(ValueError):
    """The account's vendor cannot have sent such a message."""


def key_of(raw: RawRequest | RawMessage) -> str:
    """The same bytes again have the same key: a vendor that tries again is heard once."""
    if isinstance(raw, RawMessage):
        return sha256(raw.text.encode()).hexdigest()
    return sha256(b"\x1f".join((raw.url.encode(), raw.body))).hexdigest()


def dumps(raw: RawRequest | RawMessage) -> str:
    at = raw.received_at.isoformat()
    if isinstance(raw, RawMessage):
        return json.dumps({"text": raw.text, "at": at})
    body = base64.b64encode(raw.body).decode()
    return json.dumps({"method": raw.method, "url": raw.url, "headers": dict(raw.headers), "body": body, "at": at})


def loads(text: str) -> RawRequest | RawMessage:
    kept = json.loads(text)
    at = datetime.fromisoformat(kept["at"])
    if "text" in kept:
        return RawMessage(kept["text"], at)
    return RawRequest(kept["method"], kept["url"], kept["headers"], base64.b64decode(kept["body"]), at)


def facts_in(raw: RawRequest | RawMessage, account: Account) -> Sequence[CallEvent | SmsEvent | LiveLegs]:
    """What a message states that was verified when it came. Raises ValueError (not what the vendor writes)."""
    vendor = VENDORS[account.provider]
    if isinstance(raw, RawMessage) and vendor.listener:
        return vendor.listener.parse(raw, account)
    if isinstance(raw, RawRequest) and vendor.webhook:
        return vendor.webhook.parse(vendor.webhook.read(raw), account)
    raise UnknownVendor
