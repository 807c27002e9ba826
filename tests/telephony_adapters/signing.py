"""Messages of every webhook vendor, signed by the vendor's own code where it publishes some, for the contract."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import jwt
from twilio.request_validator import RequestValidator

from telephony_adapters.generic.signature import signature_of
from telephony_adapters.protocols import Account, RawRequest, Webhook
from telephony_adapters.registry import VENDORS

NOW = datetime(2041, 1, 14, 12, tzinfo=UTC)
PUBLIC = "https://permanence.example"
CALLER, LINE = "+33639980001", "+33199001122"
PATH_SECRET = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Sample:
    """One vendor's account and a genuine message about an inbound call or a reply from CALLER to LINE.

    `bound`: the signature covers the body, so that a changed byte must be refused.
    """

    provider: str
    account: Account
    request: Callable[[], RawRequest]
    hidden: Callable[[], RawRequest] | None
    bound: bool

    @property
    def webhook(self) -> Webhook:
        found = VENDORS[self.provider].webhook
        assert found is not None
        return found


def generic(**more: Any) -> RawRequest:
    said = {"call_id": "c-1", "kind": "ringing", "direction": "inbound", "remote": CALLER, "line": LINE, **more}
    body = json.dumps(said).encode()
    stamp = str(int(NOW.timestamp()))
    headers = {
        "x-permanence-timestamp": stamp,
        "x-permanence-signature": signature_of("generic-secret", stamp, body),
        "content-type": "application/json",
    }
    return RawRequest("POST", f"{PUBLIC}/telephonie/generic/main/", headers, body, NOW)


def ringover(event: str = "ringing", *, at: float | None = None, **more: Any) -> RawRequest:
    data = {
        "direction": "in",
        "call_id": 1234567890123456789,
        "channel_id": "ch-1",
        "from_number": CALLER.lstrip("+"),
        "to_number": LINE.lstrip("+"),
        **more,
    }
    body = json.dumps({"resource": "call", "event": event, "timestamp": at or NOW.timestamp(), "data": data}).encode()
    token = jwt.encode({"iss": "ringover"}, "ringover-secret" * 5, algorithm="HS512")
    headers = {"x-ringover-webhook-signature": token, "content-type": "application/json"}
    return RawRequest("POST", f"{PUBLIC}/telephonie/ringover/main/{PATH_SECRET}/", headers, body, NOW)


def twilio(**more: str) -> RawRequest:
    form = {"CallSid": "CA1", "CallStatus": "ringing", "Direction": "inbound", "From": CALLER, "To": LINE, **more}
    url = f"{PUBLIC}/telephonie/twilio/main/"
    signed = RequestValidator("twilio-token").compute_signature(url, form)
    headers = {"x-twilio-signature": signed, "content-type": "application/x-www-form-urlencoded"}
    return RawRequest("POST", url, headers, urlencode(form).encode(), NOW)


def kannel(**more: str) -> RawRequest:
    query = {"kind": "reply", "from": CALLER, "to": LINE, "text": "1", "charset": "UTF-8", "id": "k-1", "ts": "99"}
    url = f"{PUBLIC}/telephonie/kannel/main/{PATH_SECRET}/?{urlencode({**query, **more})}"
    return RawRequest("GET", url, {}, b"", NOW)


def _account(provider: str, **secrets: str) -> Account:
    return Account(provider, "main", secrets=secrets, options={"public_url": PUBLIC, "account_sid": "AC1"})


SAMPLES = (
    Sample("generic", _account("generic", secret="generic-secret"), generic, lambda: generic(withheld=True), True),
    Sample("console", _account("console", secret="generic-secret"), generic, lambda: generic(withheld=True), True),
    Sample(
        "ringover",
        _account("ringover", secret="ringover-secret" * 5, path_secret=PATH_SECRET),
        ringover,
        lambda: ringover(is_anonymous=True),
        False,
    ),
    Sample("twilio", _account("twilio", auth_token="twilio-token"), twilio, lambda: twilio(From="+266696687"), True),
    Sample("kannel", _account("kannel", path_secret=PATH_SECRET), kannel, None, False),
)


def without_headers(request: RawRequest) -> RawRequest:
    return replace(request, headers={}, url=request.url.replace(PATH_SECRET, "f" * 32))
