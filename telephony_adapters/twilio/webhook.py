"""Twilio's forms about calls and short messages. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from telephony_adapters.bodies import MalformedBody
from telephony_adapters.events import (
    AnswererKind,
    CallEvent,
    Direction,
    Kind,
    SmsEvent,
    SmsKind,
    content_id,
)
from telephony_adapters.numbers import signalled
from telephony_adapters.protocols import Account, BadSignature, RawRequest, RawResponse, Verified
from telephony_adapters.sms_text import is_stop
from telephony_adapters.twilio import signature

PROVIDER = "twilio"
_CALLS: Mapping[str, Kind] = MappingProxyType(
    {
        "ringing": Kind.RINGING,
        "initiated": Kind.RINGING,
        "queued": Kind.RINGING,
        "in-progress": Kind.ANSWERED,
        "completed": Kind.ENDED,
        "busy": Kind.ENDED,
        "no-answer": Kind.ENDED,
        "failed": Kind.ENDED,
        "canceled": Kind.ENDED,
    }
)
_MESSAGES: Mapping[str, SmsKind] = MappingProxyType(
    {
        "accepted": SmsKind.SUBMITTED,
        "queued": SmsKind.SUBMITTED,
        "sending": SmsKind.SUBMITTED,
        "sent": SmsKind.ACCEPTED,
        "delivered": SmsKind.DELIVERED,
        "undelivered": SmsKind.FAILED,
        "failed": SmsKind.FAILED,
        "received": SmsKind.RECEIVED,
    }
)

EMPTY_ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class TwilioWebhook:
    """`Account.secrets["auth_token"]`; a call's leg at an agent has `ParentCallSid` and the agent's identity."""

    def verify(self, request: RawRequest, account: Account) -> Verified:
        offered = request.headers.get(signature.HEADER)
        if offered is None:
            raise BadSignature
        signature.check(account.secrets["auth_token"], request.url, offered, _form(request), request.body)
        return self.read(request)

    def read(self, request: RawRequest) -> Verified:
        return Verified(request, {name: values[0] for name, values in (_form(request) or {}).items()})

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]:
        form: dict[str, str] = verified.content
        if "MessageSid" in form or "SmsSid" in form:
            reference = parse_qs(urlsplit(verified.request.url).query).get("ref", [None])[0]
            return [_sms(form, account, reference)]
        if "RecordingSid" in form and "RecordingStatus" in form:
            recorded = form["RecordingStatus"] == "completed"
            return [_recording(form, account, verified.request.received_at)] if recorded else []
        kind = _CALLS.get(form.get("CallStatus", ""))
        return [_call(form, kind, account, verified.request.received_at)] if kind else []

    def answer(self, verified: Verified) -> RawResponse:
        """An empty document: they take anything else for instructions, and an error for a reason to call again."""
        return RawResponse(body=EMPTY_ANSWER, headers={"Content-Type": "text/xml"})


def _form(request: RawRequest) -> dict[str, list[str]] | None:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    try:
        return parse_qs(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise BadSignature from None


def _call(form: dict[str, str], kind: Kind, account: Account, received_at: datetime) -> CallEvent:
    leg_id = form.get("CallSid", "")
    if not leg_id:
        raise MalformedBody("CallSid")
    parent = form.get("ParentCallSid") or leg_id
    outbound = form.get("Direction", "inbound") == "outbound-api"
    ours, theirs = ("From", "To") if outbound else ("To", "From")
    remote_state, number = signalled(form.get(theirs)) if leg_id == parent else (None, None)
    agent = _agent(form) if leg_id != parent else None
    if agent and kind is Kind.RINGING:
        kind = Kind.AGENT_RINGING
    # Another leg is a telephone that was dialled: an agent's, or one known by its number alone.
    person = kind is Kind.ANSWERED and (outbound or leg_id != parent)
    machine = form.get("AnsweredBy", "human").startswith("machine")
    return CallEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=content_id(account.name, leg_id, form.get("CallStatus"), form.get("SequenceNumber")),
        call_id=parent,
        leg_id=leg_id,
        # The caller's own leg is "in progress" as soon as our instructions run: nobody is there yet.
        kind=Kind.RINGING if kind is Kind.ANSWERED and not person else kind,
        direction=None if leg_id != parent else Direction.OUTBOUND if outbound else Direction.INBOUND,
        remote_state=remote_state,
        remote_e164=number,
        did_e164=signalled(form.get(ours))[1] if leg_id == parent else None,
        agent=agent,
        answerer_kind=(AnswererKind.VOICEMAIL if machine else AnswererKind.HUMAN) if person else None,
        occurred_at=_instant(form.get("Timestamp")),
        received_at=received_at.astimezone(UTC),
        provider_seq=int(form["SequenceNumber"]) if form.get("SequenceNumber", "").isdigit() else None,
        cause=form.get("CallStatus") if kind is Kind.ENDED else None,
        cause_raw=form.get("SipResponseCode"),
        duration_s=float(form["CallDuration"]) if form.get("CallDuration", "").isdigit() else None,
    )


def _recording(form: dict[str, str], account: Account, received_at: datetime) -> CallEvent:
    """Told after the call, by the call's id; their address of the sound is left where it is."""
    call_id, reference = form.get("CallSid", ""), form["RecordingSid"]
    if not call_id:
        raise MalformedBody("CallSid")
    return CallEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=content_id(account.name, call_id, "recording", reference),
        call_id=call_id,
        leg_id=call_id,
        kind=Kind.RECORDING_READY,
        received_at=received_at.astimezone(UTC),
        recording_ref=reference,
    )


def _agent(form: dict[str, str]) -> str | None:
    """`client:marie` or `sip:1001@…`: what stands between the scheme and the host."""
    scheme, colon, rest = form.get("To", "").partition(":")
    return rest.partition("@")[0] if colon and scheme in ("client", "sip") else None


def _sms(form: dict[str, str], account: Account, reference: str | None) -> SmsEvent:
    sid = form.get("MessageSid") or form["SmsSid"]
    status = form.get("MessageStatus") or form.get("SmsStatus", "")
    kind = _MESSAGES.get(status)
    if kind is None:
        raise MalformedBody("MessageStatus")
    text = form.get("Body") if kind is SmsKind.RECEIVED else None
    stopped = form.get("OptOutType") == "STOP" or is_stop(text or "")
    return SmsEvent(
        provider=PROVIDER,
        account=account.name,
        event_id=content_id(account.name, sid, status),
        kind=SmsKind.OPTED_OUT if text is not None and stopped else kind,
        message_ref=reference,
        provider_message_id=sid,
        from_e164=signalled(form.get("From"))[1],
        to_e164=signalled(form.get("To"))[1],
        text=text,
        parts=int(form["NumSegments"]) if form.get("NumSegments", "").isdigit() else None,
        occurred_at=_instant(form.get("Timestamp")),
        error=form.get("ErrorCode") or None,
    )


def _instant(text: str | None) -> datetime | None:
    """They write times as an e-mail does."""
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
