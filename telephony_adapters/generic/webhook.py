"""The generic message: one fact about one call or one short message, in our own words. Pure.

A call: `call_id`, `kind`, `direction`, `remote`, `line`, and when known `leg_id`, `event_id`, `agent`, `withheld`,
`answered_by` (human, voicemail, ivr, queue), `occurred_at`, `transfer_to`, `cause`, `client_ref`, `recording` (an
opaque id, never an address). What may happen twice in one call (`held`, `resumed`) says its `event_id` or
`occurred_at`: the same bytes again are the same fact.
A short message: `sms_kind` instead of `kind`, `message_ref`, `from`, `to`, `text`.
Words that are not in the lists are refused, and the field is named.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from telephony_adapters.bodies import LONGEST_ID, LONGEST_WORD, MalformedBody, instant, json_object, word
from telephony_adapters.events import (
    AnswererKind,
    CallEvent,
    Direction,
    Kind,
    RemoteState,
    SmsEvent,
    SmsKind,
    content_id,
)
from telephony_adapters.generic import signature
from telephony_adapters.numbers import signalled
from telephony_adapters.protocols import Account, BadSignature, RawRequest, RawResponse, Verified

PROVIDER = "generic"
_AGAIN = frozenset({Kind.HELD, Kind.RESUMED})
_Word = TypeVar("_Word", bound=StrEnum)


class GenericWebhook:
    """`Account.secrets["secret"]` is shared with the sender."""

    def verify(self, request: RawRequest, account: Account) -> Verified:
        try:
            timestamp, signed = request.headers[signature.TIMESTAMP], request.headers[signature.SIGNATURE]
        except KeyError:
            raise BadSignature from None
        signature.check(account.secrets["secret"], timestamp, signed, request.body, request.received_at)
        return self.read(request)

    def read(self, request: RawRequest) -> Verified:
        return Verified(request, json_object(request.body))

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]:
        content = verified.content
        return [_sms(content, account) if "sms_kind" in content else _call(content, account, verified.request)]

    def answer(self, verified: Verified) -> RawResponse:
        return RawResponse(status=204)


def _call(content: dict[str, Any], account: Account, request: RawRequest) -> CallEvent:
    call_id, kind = word(content, "call_id"), _one_of(Kind, content, "kind")
    state, number = _remote(content)
    if kind in _AGAIN and not (content.get("event_id") or content.get("occurred_at")):
        raise MalformedBody("event_id")
    return CallEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=word(content, "event_id", default=content_id(account.name, request.body.decode("utf-8", "replace"))),
        call_id=call_id,
        leg_id=word(content, "leg_id", default=call_id),
        kind=kind,
        direction=_one_of(Direction, content, "direction") if content.get("direction") else None,
        remote_state=state,
        remote_e164=number,
        did_e164=signalled(word(content, "line", default=""))[1],
        agent=_maybe(content, "agent", most=LONGEST_WORD),
        answerer_kind=_one_of(AnswererKind, content, "answered_by") if content.get("answered_by") else None,
        occurred_at=instant(content.get("occurred_at"), "occurred_at"),
        received_at=request.received_at,
        cause=_maybe(content, "cause"),
        client_ref=_maybe(content, "client_ref"),
        transfer_to=_maybe(content, "transfer_to", most=LONGEST_WORD),
        recording_ref=_maybe(content, "recording"),
    )


def _remote(content: dict[str, Any]) -> tuple[RemoteState | None, str | None]:
    if "remote" not in content and "withheld" not in content:
        return None, None
    withheld = content.get("withheld", False)
    if not isinstance(withheld, bool):
        raise MalformedBody("withheld")
    return signalled(word(content, "remote", default=""), withheld=withheld)


def _sms(content: dict[str, Any], account: Account) -> SmsEvent:
    kind = _one_of(SmsKind, content, "sms_kind")
    return SmsEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=word(content, "event_id"),
        kind=kind,
        message_ref=_maybe(content, "message_ref"),
        from_e164=signalled(word(content, "from", default=""))[1],
        to_e164=signalled(word(content, "to", default=""))[1],
        text=word(content, "text", default="", most=None) if kind is SmsKind.RECEIVED else None,
        occurred_at=instant(content.get("occurred_at"), "occurred_at"),
        error=_maybe(content, "error"),
    )


def _maybe(content: dict[str, Any], name: str, *, most: int = LONGEST_ID) -> str | None:
    return word(content, name, most=most) if content.get(name) not in (None, "") else None


def _one_of(words: type[_Word], content: dict[str, Any], name: str) -> _Word:
    try:
        return words(word(content, name))
    except ValueError:
        raise MalformedBody(name) from None
