"""What a patient is told about an appointment, and when nothing is to be told any more. Pure: no database, no vendor.

Only when and where: no name, no reason, no specialty (H-44).
"""

from typing import Protocol

from consent.purposes import Purpose
from notifications.kinds import REMINDERS, Kind

# Every topic of the agenda is here: None is a decision to say nothing at once.
OCCASIONS: dict[str, Kind | None] = {
    "appointment.booked": Kind.BOOKED,
    "appointment.overbooked": Kind.BOOKED,
    "appointment.restored": Kind.BOOKED,
    "appointment.moved": Kind.MOVED,
    "appointment.cancelled": Kind.CANCELLED,
    # Taken back by the secretary within a minute: the confirmation may already be on its way.
    "appointment.retracted": Kind.CANCELLED,
    "appointment.arrived": None,
    "appointment.fulfilled": None,
    "appointment.missed": None,
    "appointment.excused": None,
    "appointment.unmarked": None,
    "appointment.confirmed": Kind.BOOKED,
    # ST-44: nobody is confirmed before a guardian agreed; the guardian is asked apart, see notifications.guardians.
    "appointment.pending": None,
    # Another hour is offered, or somebody calls: see notifications.services.displaced. No reminder leaves meanwhile.
    "appointment.orphaned": None,
    # Handed over to a substitute: same day, same hour, same place, and the message names no practitioner.
    "appointment.reassigned": None,
    "appointment.sheltered": None,
    "appointment.imported": None,
}
_BOOKED = frozenset({"booked"})
STATUSES: dict[Kind, frozenset[str]] = {
    **dict.fromkeys((Kind.BOOKED, Kind.MOVED, *sorted(REMINDERS)), _BOOKED),
    Kind.CANCELLED: frozenset({"cancelled", "entered-in-error"}),
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


def purpose_of(kind: Kind) -> Purpose:
    """Why it is said: what stops this purpose for a person stops the message (K10)."""
    return Purpose.REMINDERS if kind in REMINDERS else Purpose.APPOINTMENTS


def reason_to_be_silent(kind: Kind | None, version: int, card: Card | None) -> str | None:
    """Why nothing is said (a code), or None. A message speaks of one version: a later one has its own."""
    if kind is None:
        return "nothing-to-say"
    if card is None:
        return "no-such-appointment"
    if card.version != version or card.status not in STATUSES[kind]:
        return "superseded"
    if card.is_secret and not card.own_contact:
        return "minor-secrecy"
    return None
