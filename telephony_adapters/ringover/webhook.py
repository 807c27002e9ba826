"""Ringover's webhooks. Pure.

The header `X-Ringover-Webhook-Signature` is a token (HS512) that says nothing of the body: whoever sees one can send
another body with it. So the address holds a secret too (`path_secret`), and nothing that cannot be undone is done on
its word: it is a hint (docs/decisions/ringover-is-a-hint.md). Two resource spellings are seen in the wild (`resource`,
`ressource`); ids are 19-digit integers; times are seconds with a fraction.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import jwt

from telephony_adapters.addresses import check_path_secret
from telephony_adapters.bodies import LONGEST_WORD, MalformedBody, instant, json_object, word
from telephony_adapters.events import AnswererKind, CallEvent, Direction, Kind, SmsEvent, content_id
from telephony_adapters.numbers import signalled
from telephony_adapters.protocols import Account, BadSignature, RawRequest, RawResponse, Verified

PROVIDER = "ringover"
HEADER = "x-ringover-webhook-signature"
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "ringing": Kind.RINGING,
        "answered": Kind.ANSWERED,
        "hangup": Kind.ENDED,
        "missed": Kind.ENDED,
        "voicemail": Kind.VOICEMAIL_ENTERED,
        "voicemail_available": Kind.VOICEMAIL_LEFT,
        "record_available": Kind.RECORDING_READY,
    }
)
_DIRECTIONS = MappingProxyType({"in": Direction.INBOUND, "out": Direction.OUTBOUND, "internal": Direction.INTERNAL})


class RingoverWebhook:
    """`Account.secrets["secret"]`: the secrets of their families of events (calls, recordings, …), separated by spaces.

    `path_secret` ends the address they call.
    """

    def verify(self, request: RawRequest, account: Account) -> Verified:
        token = request.headers.get(HEADER, "")
        # Every one is tried, whatever the first said: the time taken tells nothing.
        if not sum(_signed_with(secret, token) for secret in account.secrets["secret"].split()):
            raise BadSignature
        check_path_secret(request, account)
        return self.read(request)

    def read(self, request: RawRequest) -> Verified:
        return Verified(request, json_object(request.body))

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]:
        content = verified.content
        kind = _KINDS.get(str(content.get("event", "")))
        data = content.get("data")
        if not isinstance(data, dict):
            raise MalformedBody("data")
        return [_call(content, data, kind, account, verified.request.received_at)] if kind else []

    def answer(self, verified: Verified) -> RawResponse:
        return RawResponse()


def _signed_with(secret: str, token: str) -> bool:
    try:
        # One algorithm, whatever the token asks for; `exp` and `iat` count when they are there.
        jwt.decode(token, secret, algorithms=["HS512"], options={"verify_aud": False, "require": []})
    except jwt.PyJWTError:
        return False
    return True


def _call(
    content: dict[str, Any], data: dict[str, Any], kind: Kind, account: Account, received_at: datetime
) -> CallEvent:
    direction = _DIRECTIONS.get(str(data.get("direction", "")))
    ours, theirs = ("to_number", "from_number") if direction is not Direction.OUTBOUND else ("from_number", "to_number")
    call_id, leg_id = word(data, "call_id"), word(data, "channel_id", default="") or word(data, "call_id")
    if content.get("event") == "missed":
        # Of the call, whichever of the telephones that rang it names.
        leg_id = call_id
    said_at = content.get("timestamp", data.get("start_time"))
    state, number = (None, None)
    if theirs in data or data.get("is_anonymous"):
        state, number = signalled(str(data.get(theirs) or ""), withheld=data.get("is_anonymous") is True)
    return CallEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=content_id(account.name, call_id, leg_id, str(content.get("event")), str(said_at)),
        call_id=call_id,
        leg_id=leg_id,
        kind=kind,
        direction=direction,
        remote_state=state,
        remote_e164=number,
        did_e164=signalled(str(data.get(ours) or ""))[1],
        agent=word(data, "user_id", most=LONGEST_WORD) if data.get("user_id") and kind is Kind.ANSWERED else None,
        answerer_kind=AnswererKind.HUMAN if kind is Kind.ANSWERED else None,
        occurred_at=_instant(said_at),
        received_at=received_at.astimezone(UTC),
        recording_ref=call_id if kind is Kind.RECORDING_READY else None,
        duration_s=float(data["duration_in_seconds"]) if "duration_in_seconds" in data else None,
    )


def _instant(value: object) -> datetime | None:
    """Some of their events write the seconds as text."""
    text = str(value or "")
    return instant(float(text) if text.replace(".", "", 1).isdigit() else value, "timestamp")
