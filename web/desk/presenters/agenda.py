"""One agenda: who stands in when, and what was booked over its rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse

from booking.lifecycle import TAKES_TIME
from booking.models import Override, OverrideKind, Settlement, Substitution
from patients.lines import PatientLine
from web import french

ONE_DAY = timedelta(days=1)
WAITING = "À trancher"
TONES = {"": "warn", Settlement.ACCEPTED.value: "ok", Settlement.CORRECTED.value: ""}


@dataclass(frozen=True, slots=True)
class Stay:
    """`last_days`: between which dates an earlier end may be chosen; empty when it is over or not ours to end."""

    id: UUID
    name: str
    days: str
    state: str
    tone: str
    end_url: str
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """`settle_url` is empty for everybody but the practitioner; `move_url` is there while the visit still stands."""

    id: UUID
    when: str
    patient: str
    kind: str
    made: str
    state: str
    tone: str
    url: str
    settle_url: str
    move_url: str


def stay(one: Substitution, *, today: date, may_end: bool) -> Stay:
    if one.ends_on < today:
        state, tone = "Terminé", ""
    else:
        state, tone = ("En cours", "ok") if one.starts_on <= today else ("À venir", "warn")
    can_end = may_end and one.ends_on >= today
    end = reverse("desk:agenda-substitute-end", args=[one.practitioner_role_id, one.id]) if can_end else ""
    return Stay(
        id=one.id,
        name=one.substitute.display_name,
        days=_days(one.starts_on, one.ends_on),
        state=state,
        tone=tone,
        end_url=end,
        earliest=(today - ONE_DAY).isoformat(),
        latest=(one.ends_on - ONE_DAY).isoformat(),
    )


def ledger_lines(
    lines: Sequence[Override],
    patients: Mapping[UUID, PatientLine],
    authors: Mapping[UUID, str],
    mine: Collection[UUID],
) -> list[LedgerLine]:
    """`mine` are the lines that this person may settle."""
    return [_line(one, patients.get(one.appointment.patient_id), authors, one.id in mine) for one in lines]


def _line(one: Override, patient: PatientLine | None, authors: Mapping[UUID, str], is_mine: bool) -> LedgerLine:
    zone = one.practitioner_role.location.timezone
    made = french.local(one.made_at, zone)
    by = authors.get(one.made_by_id, "") if one.made_by_id else ""
    stands = one.appointment.status in TAKES_TIME and one.still_places(one.appointment)
    address = reverse("desk:agenda-settle", args=[one.practitioner_role_id, one.id])
    return LedgerLine(
        id=one.id,
        when=french.when(one.starts_at, zone),
        patient=f"{patient.family_name.upper()} {patient.given_names}" if patient else "",
        kind=str(OverrideKind(one.kind).label),
        made=f"le {french.short_day(made.date())}" + (f" par {by}" if by else ""),
        state=str(Settlement(one.settled_as).label) if one.settled_as else WAITING,
        tone=TONES[one.settled_as],
        url=reverse("desk:appointment", args=[one.appointment_id]),
        settle_url=address if is_mine else "",
        move_url=reverse("desk:appointment-move", args=[one.appointment_id]) if is_mine and stands else "",
    )


def _days(first: date, last: date) -> str:
    if first == last:
        return french.long_day(first, with_year=True)
    return f"du {french.long_day(first)} au {french.long_day(last, with_year=True)}"
