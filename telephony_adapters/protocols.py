"""The four small things a vendor may be able to do. Each implements only those it can fill.

`Webhook` is pure: no Django, no network. The others act; each of their verbs takes our own `request_id`, stored
before the call goes out, so that a repeated request is recognised.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from telephony_adapters.events import CallEvent, LiveLegs, SmsEvent, SmsKind


class BadSignature(Exception):
    """Whoever sent this is not the vendor. Says nothing of the message."""


class Unreachable(Exception):
    """The vendor did not answer, or answered that it cannot: nothing is known about the effect."""


class NotReached(Unreachable):
    """The request never left: the vendor has certainly not done it, and it may be tried again."""


class Refused(Exception):
    """The vendor answered that it will not; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request as it came: exact bytes, header names in lower case, the address the vendor called."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """A request of which the sender is sure. `content` is the body as the vendor's format reads it."""

    request: RawRequest
    content: Any


@dataclass(frozen=True, slots=True)
class RawResponse:
    """What the vendor wants to hear; most want an empty 200."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Account:
    """One configured set of lines of one vendor. `secrets` and `options` have the names of that vendor's settings."""

    provider: str
    name: str
    secrets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message of a socket, as text, and when it arrived (UTC)."""

    text: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CallRef:
    """The vendor's id of a call we placed; `already` when the same request had placed it before."""

    call_id: str
    already: bool = False


@dataclass(frozen=True, slots=True)
class SmsRef:
    """What the vendor answered to a message we handed over; its own id when it gives one at once."""

    provider_message_id: str | None
    parts: int


class Webhook(Protocol):
    def verify(self, request: RawRequest, account: Account) -> Verified:
        """At reception only, on the exact bytes and the public address. Raises BadSignature, MalformedBody."""

    def read(self, request: RawRequest) -> Verified:
        """The same of a request that was verified when it came: a proof may have run out since, a secret changed."""

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]: ...

    def answer(self, verified: Verified) -> RawResponse: ...


class Listener(Protocol):
    def listen(self, account: Account, stopping: threading.Event) -> AbstractContextManager[Iterator[RawMessage]]:
        """Whatever is said from the moment the block begins, read at leisure, until the connection ends or `stopping`.

        One process at a time holds the account. Raises Unreachable, at the beginning or while it is read.
        """

    def resync(self, account: Account) -> Iterator[RawMessage]:
        """What lives now and, last, that nothing else does: nothing is replayed after a cut.

        Asked inside the block of `listen`, no moment is between the two. Raises Unreachable.
        """

    def parse(self, message: RawMessage, account: Account) -> Sequence[CallEvent | LiveLegs]: ...


class CallControl(Protocol):
    def place_call(self, account: Account, *, agent: str, to_e164: str, present_did: str, request_id: str) -> CallRef:
        """Ring the agent, then the other party, showing `present_did`. Raises Unreachable, Refused."""

    def hang_up(self, account: Account, call_id: str) -> None:
        """A call that is already gone is a success. Raises Unreachable, Refused."""


class RecordingControl(Protocol):
    """For a vendor whose exchange can be told to stop recording a live call for a while."""

    def pause(self, account: Account, call_id: str) -> None:
        """Raises Unreachable, Refused (nothing of this call is being recorded)."""

    def resume(self, account: Account, call_id: str) -> None:
        """Raises like `pause`."""


class SmsSender(Protocol):
    def send_sms(self, account: Account, *, to_e164: str, text: str, sender: str, request_id: str) -> SmsRef:
        """Raises Unreachable (nothing is known: never send again blindly) and Refused (certainly not sent)."""


class SmsLookup(Protocol):
    def state_of(self, account: Account, request_id: str) -> SmsKind | None:
        """What became of a message under our own reference; None when the vendor never took it. Raises Unreachable."""
