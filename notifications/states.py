"""The life of one delivery as a table, and what receipts make of it whatever their order. Pure: no Django.

`sending` is written, with our own reference, before the vendor is called: a process that dies there leaves a row that
says so. `unknown` is nobody's guess: the vendor may have taken the message, and a person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from telephony_adapters.events import SmsKind

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class State(StrEnum):
    """The value is stored and never changes."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    VOID = "void"


# From each state, where a sender, a receipt or a rule may lead. What is not written here is refused.
NEXT: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.VOID}),
    # Back to the queue only when it is certain that the vendor has not taken it.
    State.SENDING: frozenset(
        {State.QUEUED, State.ACCEPTED, State.DELIVERED, State.FAILED, State.EXPIRED, State.UNKNOWN, State.VOID}
    ),
    State.ACCEPTED: frozenset({State.DELIVERED, State.FAILED, State.EXPIRED}),
    State.UNKNOWN: frozenset({State.ACCEPTED, State.DELIVERED, State.FAILED, State.EXPIRED}),
    # An operator may say delivered after having given up; what was delivered stays so.
    State.FAILED: frozenset({State.DELIVERED, State.EXPIRED}),
    State.EXPIRED: frozenset({State.DELIVERED, State.FAILED}),
    State.DELIVERED: frozenset(),
    State.VOID: frozenset(),
}
# What the vendor has, or may have: counted as said.
SAID = frozenset({State.SENDING, State.ACCEPTED, State.DELIVERED, State.UNKNOWN})
TROUBLE = frozenset({State.FAILED, State.EXPIRED, State.UNKNOWN})
_MEANS = {
    SmsKind.SUBMITTED: State.ACCEPTED,
    SmsKind.ACCEPTED: State.ACCEPTED,
    SmsKind.DELIVERED: State.DELIVERED,
    SmsKind.FAILED: State.FAILED,
    SmsKind.EXPIRED: State.EXPIRED,
}
RECEIPTS = frozenset(_MEANS)
_STRENGTH = {State.ACCEPTED: 0, State.EXPIRED: 1, State.FAILED: 1, State.DELIVERED: 2}


class WrongTransition(RuntimeError):
    """A defect of the product: that state cannot follow."""


@dataclass(frozen=True, slots=True)
class Said:
    """One receipt: what the vendor said, and when by its own clock."""

    kind: SmsKind
    occurred_at: datetime | None = None


def check_next(current: State, new: State) -> None:
    """Raises WrongTransition."""
    if new not in NEXT[current]:
        raise WrongTransition(f"{current} → {new}")


def fold(current: State, receipts: Iterable[Said]) -> State:
    """The state that these receipts make of a message, in any order and any repetition.

    Delivered is for good; of two verdicts that contradict each other, the later by the vendor's clock.
    """
    verdicts = [
        (_STRENGTH[_MEANS[said.kind]], said.occurred_at or _EARLIEST, _MEANS[said.kind].value)
        for said in receipts
        if said.kind in _MEANS
    ]
    if not verdicts:
        return current
    found = State(max(verdicts)[2])
    return found if found in NEXT[current] else current
