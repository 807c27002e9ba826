"""The four small things a vendor may be able to do. Each implements only those it can fill.

`Webhook` is pure: no Django, no network. The others act; each of their verbs takes our own `request_id`, stored
before the call goes out, so that a repeated request is recognised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from telephony_adapters.events import CallEvent, SmsEvent


class BadSignature(Exception):
    """Whoever sent this is not the vendor. Says nothing of the message."""


class Unreachable(Exception):
    """The vendor did not answer, or answered that it cannot: nothing is known about the effect."""


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
        """On the exact bytes and the public address. Raises BadSignature."""

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]: ...

    def answer(self, verified: Verified) -> RawResponse: ...


class Listener(Protocol):
    def listen(self, account: Account) -> Iterator[RawMessage]:
        """Until the connection ends. One process at a time holds the account. Raises Unreachable."""

    def resync(self, account: Account, since: datetime) -> Iterator[RawMessage]:
        """What lives now, as messages of the same form: nothing is replayed after a cut. Raises Unreachable."""

    def parse(self, message: RawMessage, account: Account) -> Sequence[CallEvent]: ...


class CallControl(Protocol):
    def place_call(self, account: Account, *, agent: str, to_e164: str, present_did: str, request_id: str) -> CallRef:
        """Ring the agent, then the other party, showing `present_did`. Raises Unreachable, Refused."""

    def hang_up(self, account: Account, call_id: str) -> None:
        """A call that is already gone is a success. Raises Unreachable, Refused."""


class SmsSender(Protocol):
    def send_sms(self, account: Account, *, to_e164: str, text: str, sender: str, request_id: str) -> SmsRef:
        """Raises Unreachable (nothing is known: never send again blindly) and Refused (certainly not sent)."""
