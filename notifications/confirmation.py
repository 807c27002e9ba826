"""What a patient is told about an appointment, and when nothing is to be told any more. Pure: no database, no vendor.

Only when and where: no name, no reason, no specialty (H-44).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from consent.purposes import Purpose
from notifications.reminder import TOPIC as REMINDER


class Occasion(StrEnum):
    """What happened to the appointment, in the words the patient reads."""

    CONFIRMED = "Rendez-vous confirmé"
    MOVED = "Rendez-vous déplacé"
    CANCELLED = "Rendez-vous annulé"
    REMINDER = "Rappel de rendez-vous"


# Every topic of the agenda is here: None is a decision to say nothing.
OCCASIONS: dict[str, Occasion | None] = {
    "appointment.booked": Occasion.CONFIRMED,
    "appointment.overbooked": Occasion.CONFIRMED,
    "appointment.restored": Occasion.CONFIRMED,
    "appointment.moved": Occasion.MOVED,
    "appointment.cancelled": Occasion.CANCELLED,
    # Taken back by the secretary within a minute: the confirmation may already be on its way.
    "appointment.retracted": Occasion.CANCELLED,
    "appointment.arrived": None,
    "appointment.fulfilled": None,
    "appointment.missed": None,
    "appointment.unmarked": None,
    "appointment.confirmed": Occasion.CONFIRMED,
    # ST-44: nobody is confirmed before a guardian agreed; the guardian is asked apart, see notifications.guardians.
    "appointment.pending": None,
    "appointment.orphaned": None,
    # Handed over to a substitute: same day, same hour, same place, and the message names no practitioner.
    "appointment.reassigned": None,
    "appointment.sheltered": None,
    "appointment.imported": None,
    # Not an act of the agenda: asked for by this room when it hears of an appointment.
    REMINDER: Occasion.REMINDER,
}
STATUSES = {
    Occasion.CONFIRMED: {"booked"},
    Occasion.MOVED: {"booked"},
    Occasion.CANCELLED: {"cancelled", "entered-in-error"},
    Occasion.REMINDER: {"booked"},
}


# Why it is said: what stops this purpose for a person stops the message (K10).
PURPOSES = {
    Occasion.CONFIRMED: Purpose.APPOINTMENTS,
    Occasion.MOVED: Purpose.APPOINTMENTS,
    Occasion.CANCELLED: Purpose.APPOINTMENTS,
    Occasion.REMINDER: Purpose.REMINDERS,
}


class Card(Protocol):
    """What this module needs to know of an appointment (see booking.queries.AppointmentCard)."""

    @property
    def status(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def is_secret(self) -> bool: ...
    @property
    def own_contact(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One message, ready for any channel. `key` is the idempotency key: the same key is the same message."""

    key: UUID
    appointment_id: UUID
    occasion: Occasion
    practice: str
    place: str
    starts_at: datetime
    # A minor's own number: the message goes there and nowhere else (L1111-5).
    only_to: str = field(default="", repr=False)


def reason_to_be_silent(topic: str, version: int, card: Card | None) -> str | None:
    """Why nothing is said (a code), or None. The row speaks of one version: a later one has its own row."""
    occasion = OCCASIONS.get(topic)
    if occasion is None:
        return "nothing-to-say"
    if card is None:
        return "no-such-appointment"
    if card.version != version or card.status not in STATUSES[occasion]:
        return "superseded"
    if card.is_secret and not card.own_contact:
        return "minor-secrecy"
    return None
