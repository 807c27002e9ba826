"""What any vendor's message says, in our words: facts about calls and short messages. Pure: no Django.

A fact is never a state: the call is computed from all of its facts, whatever their order and however often each
arrived (calls.folding). Ids are text, always: a browser would round a 19-digit integer.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    RINGING = "ringing"
    AGENT_RINGING = "agent_ringing"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    VOICEMAIL_ENTERED = "voicemail_entered"
    VOICEMAIL_LEFT = "voicemail_left"
    ENDED = "ended"
    RECORDING_READY = "recording_ready"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class RemoteState(StrEnum):
    """What is known of the other party's number; the number itself exists only when `KNOWN`."""

    KNOWN = "known"
    WITHHELD = "withheld"
    UNKNOWN = "unknown"
    INTERNAL = "internal"
    UNPARSABLE = "unparsable"


class AnswererKind(StrEnum):
    HUMAN = "human"
    VOICEMAIL = "voicemail"
    IVR = "ivr"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One fact about one leg of one call.

    `account` is one configured set of lines: the practice comes from it and from `did_e164`, never from a
    message's body. `occurred_at` is UTC by the vendor's clock, or None when the vendor does not say.
    `agent` is an extension or the vendor's id of the user. `client_ref` is our own reference of a call we
    placed. `recording_ref` is an opaque id, never an address.
    """

    provider: str
    account: str
    event_id: str
    call_id: str
    leg_id: str
    kind: Kind
    direction: Direction | None = None
    remote_e164: str | None = None
    remote_state: RemoteState | None = None
    did_e164: str | None = None
    agent: str | None = None
    answerer_kind: AnswererKind | None = None
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    provider_seq: int | None = None
    cause: str | None = None
    cause_raw: str | None = None
    client_ref: str | None = None
    transfer_to: str | None = None
    recording_ref: str | None = None
    duration_s: float | None = None

    def __post_init__(self) -> None:
        if (self.remote_e164 is not None) != (self.remote_state is RemoteState.KNOWN):
            raise ValueError("a number goes with a known state, and only with it")

    def as_json(self) -> dict[str, Any]:
        """Every field, times as RFC 3339 text."""
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class LiveLegs:
    """Every leg that an exchange held at one moment (UTC): one known before it and not among them has ended."""

    provider: str
    account: str
    legs: frozenset[str]
    at: datetime


class SmsKind(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    RECEIVED = "received"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class SmsEvent:
    """One fact about one short message. `message_ref` is ours; `text` exists on received messages only."""

    provider: str
    account: str
    event_id: str
    kind: SmsKind
    message_ref: str | None = None
    provider_message_id: str | None = None
    from_e164: str | None = None
    to_e164: str | None = None
    text: str | None = None
    parts: int | None = None
    occurred_at: datetime | None = None
    error: str | None = None


def content_id(*parts: str | None) -> str:
    """The id of a message that carries none: a digest of what tells it from any other (SHA-256, hexadecimal)."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()
