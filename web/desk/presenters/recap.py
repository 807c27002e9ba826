"""What is read back to the patient before anything is booked, and what is said once it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from booking.lifecycle import Status
from booking.models import Appointment
from booking.queries import HeldSlot
from booking.services.hold import AT_THE_DESK, Hold
from patients.lines import PatientLine
from practices.models import PractitionerRole
from web import french
from web.desk.presenters.consignes import Ask
from web.desk.presenters.guardians import Asked
from web.desk.presenters.people import spoken
from web.desk.presenters.practice import Reason, address, short_names
from web.desk.presenters.stand_ins import StandIns
from web.desk.presenters.times import Time, slot_value
from web.desk.presenters.visits import PatientCard, when

EXPIRED = "L'option a expiré. Confirmez quand même : le créneau est repris s'il est encore libre."


@dataclass(frozen=True, slots=True)
class Over:
    """The time of the recap as the form that books in spite of a consigne posts it."""

    role_id: UUID
    day: str
    hour: str


@dataclass(frozen=True, slots=True)
class Recap:
    """`is_lost`: somebody else took the time; the recap stays, with the nearest times still free."""

    when: str
    who: str
    reason: str
    minutes: str
    patient: str
    phone: str
    place: str
    seconds_left: int = 0
    left_label: str = ""
    # By the call itself, not by a clock.
    is_kept: bool = False
    is_lost: bool = False
    trouble: str = ""
    alternatives: list[Time] = field(default_factory=list)
    guardian: Asked | None = None
    # What the practice's consignes refuse, and ask; where the visit would be posed in spite of them.
    blocked: list[str] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    over: Over | None = None
    # Whether this visit may be kept from the parents (L1111-5).
    may_be_secret: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """`undo_seconds`: how long the desk still offers to take the booking back; 0 no longer."""

    id: UUID
    when: str
    who: str
    reason: str
    minutes: str
    patient: str
    place: str
    undo_seconds: int
    # Until when a guardian is awaited, "" when the visit is booked.
    pending_until: str = ""
    is_secret: bool = False


def held_recap(
    hold: Hold | HeldSlot,
    role: PractitionerRole | None,
    reason: Reason,
    patient: PatientCard | None,
    *,
    stand_ins: StandIns,
    now: datetime,
) -> Recap:
    """The held time as it is read back."""
    left = max(0, int((hold.expires_at - now).total_seconds())) if hold.expires_at else 0
    return _recap(
        hold.start, hold.timezone, role, stand_ins, reason, patient,
        seconds_left=left, left_label=f"{left // 60}:{left % 60:02}",
        is_kept=left > AT_THE_DESK.total_seconds(), trouble="" if left else EXPIRED,
    )  # fmt: skip


def lost_recap(
    start: datetime,
    role: PractitionerRole,
    reason: Reason,
    patient: PatientCard | None,
    *,
    trouble: str,
    alternatives: Sequence[dict[str, Any]],
    roles: Sequence[PractitionerRole],
    stand_ins: StandIns,
) -> Recap:
    """The same for a time that could not be had."""
    return _recap(
        start, role.location.timezone, role, stand_ins, reason, patient,
        is_lost=True, trouble=trouble, alternatives=nearest(alternatives, roles),
    )  # fmt: skip


def nearest(alternatives: Sequence[dict[str, Any]], roles: Sequence[PractitionerRole]) -> list[Time]:
    """The alternatives of a 409 answer as radios."""
    names = short_names(roles)
    found = []
    for other in alternatives:
        role_id, start = UUID(other["practitioner_role"]), datetime.fromisoformat(other["start"])
        label = f"{french.when(start, other['timezone'])} · {names.get(role_id, '')}"
        found.append(Time(slot_value(role_id, start), label))
    return found


def booked_card(appointment: Appointment, patient: PatientLine | None, *, most: int, now: datetime) -> Booked:
    """What was just booked; `most` seconds of undo, counted from the booking."""
    since = int((now - appointment.created_at).total_seconds())
    return Booked(
        id=appointment.id,
        when=when(appointment),
        who=appointment.practitioner.display_name,
        reason=appointment.visit_reason.name,
        minutes=french.minutes(appointment.duration_minutes),
        patient=spoken(patient) if patient else "",
        place=_place(appointment.location),
        undo_seconds=max(0, most - since),
        pending_until=french.when(appointment.pending_until, appointment.location.timezone)
        if appointment.status == Status.PENDING and appointment.pending_until
        else "",
        is_secret=appointment.minor_secrecy,
    )


def _recap(
    start: datetime,
    zone: str,
    role: PractitionerRole | None,
    stand_ins: StandIns,
    reason: Reason,
    patient: PatientCard | None,
    **more: Any,
) -> Recap:
    local = french.local(start, zone)
    return Recap(
        when=french.when(start, zone),
        who=stand_ins.said(role.id, local.date(), role.practitioner.display_name) if role else "",
        reason=reason.name,
        minutes=reason.minutes,
        patient=patient.spoken if patient else "",
        phone=patient.phones[0] if patient and patient.phones else "",
        place=_place(role.location) if role else "",
        over=Over(role.id, f"{local:%Y-%m-%d}", f"{local:%H:%M}") if role else None,
        **more,
    )


def _place(location: Any) -> str:
    where = address(location)
    return f"{location.name}, {where}" if where else str(location.name)
