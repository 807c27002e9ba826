"""Appointments as the desk reads them aloud and lists them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from booking.fairness import is_counted
from booking.lifecycle import LABELS, Status, Verb, possible
from booking.minors import is_minor
from booking.models import Appointment
from practices.zones import zone_of
from web import french
from web.desk.presenters.marks import Mark, marks
from web.desk.presenters.people import Known, born, other_name

UNDO_SECONDS = 10  # how long the desk offers to take back what was just done; the rooms accept it for a minute
TONES = {
    Status.ARRIVED: "ok",
    Status.FULFILLED: "ok",
    Status.PENDING: "warn",
    Status.NOSHOW: "alert",
    Status.CANCELLED: "",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One line. The addresses are empty when the act is not possible any more."""

    when: str
    who: str
    reason: str
    status: str
    tone: str
    url: str
    move_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class PatientCard:
    """The patient beside the call: sure of the person, what is coming, what was missed."""

    id: UUID
    family_name: str
    given_names: str
    birth_name: str
    born: str
    age: str
    phones: list[str]
    coming: list[Visit]
    last: str
    missed: str
    marks: list[Mark]
    url: str
    is_restricted: bool = False
    is_minor: bool = False
    is_death_reported: bool = False
    # What the practitioner decided after missed visits, as a sentence that tells what to do.
    measure: str = ""

    @property
    def spoken(self) -> str:
        return f"{self.family_name} {self.given_names}, {self.born}"


def visit(appointment: Appointment) -> Visit:
    status = Status(appointment.status)
    verbs = possible(status)
    return Visit(
        when=when(appointment),
        who=appointment.practitioner.display_name,
        reason=appointment.visit_reason.name,
        status=label_of(appointment),
        tone=TONES.get(status, ""),
        url=reverse("desk:appointment", args=[appointment.id]),
        move_url=reverse("desk:appointment-move", args=[appointment.id]) if Verb.MOVE in verbs else "",
        cancel_url=reverse("desk:appointment-cancel", args=[appointment.id]) if Verb.CANCEL in verbs else "",
    )


def patient_card(known: Known, visits: Sequence[Appointment], *, now: datetime, measure: str = "") -> PatientCard:
    """`visits` in any order, every status."""
    ordered = sorted(visits, key=lambda one: one.starts_at)
    coming = [one for one in ordered if one.starts_at >= now and one.status in (Status.BOOKED, Status.PENDING)]
    came = [one for one in ordered if one.starts_at < now and one.status in (Status.ARRIVED, Status.FULFILLED)]
    missed = sum(is_counted(one.status, one.starts_at, one.absence_excused_at, now) for one in ordered)
    today = french.local(now, zone_of(known.practice_id)).date()
    return PatientCard(
        id=known.id,
        family_name=known.family_name.upper(),
        given_names=known.given_names,
        birth_name=f"{born(known.sex)} {other_name(known)}" if other_name(known) else "",
        born=f"{born(known.sex)} le {french.short_day(known.birth_date)}",
        age=french.age(known.birth_date, today),
        phones=[french.phone(number) for number in known.phones],
        coming=[visit(one) for one in coming],
        last=_brief(came[-1]) if came else "",
        missed=french.count(missed, "absence") if missed else "",
        marks=marks(is_doubtful=known.is_doubtful, is_namesake=known.is_namesake),
        url=reverse("desk:patient", args=[known.id]),
        is_restricted=known.is_restricted,
        is_minor=is_minor(known.birth_date, today),
        is_death_reported=known.is_death_reported,
        measure=measure,
    )


def label_of(appointment: Appointment) -> str:
    """Its status, in the word of the desk."""
    return "Absence excusée" if appointment.absence_excused_at else LABELS[Status(appointment.status)]


def when(appointment: Appointment) -> str:
    return french.when(appointment.starts_at, appointment.location.timezone)


def latest_first(visits: Iterable[Appointment]) -> list[Visit]:
    """Every appointment of a patient, the next ones at the top."""
    return [visit(one) for one in sorted(visits, key=lambda one: one.starts_at, reverse=True)]


def _brief(appointment: Appointment) -> str:
    day = french.local(appointment.starts_at, appointment.location.timezone).date()
    return f"{french.short_day(day)}, {appointment.practitioner.display_name}"
