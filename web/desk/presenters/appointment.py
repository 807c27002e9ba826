"""One appointment with what can be done about it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from booking.attendance import can_note, may_be_confirmed, may_be_excused
from booking.lifecycle import Status, Verb, possible
from booking.models import Appointment
from patients.lines import PatientLine
from web import french
from web.desk.presenters.guardians import GuardianCard
from web.desk.presenters.planning import planning_url
from web.desk.presenters.practice import address
from web.desk.presenters.visits import TONES, UNDO_SECONDS, label_of, when

# The verbs of the desk, as they stand in addresses and on buttons.
ACTS = {"arrive": (Verb.ARRIVE, "Arrivé"), "honore": (Verb.FULFIL, "Honoré"), "absent": (Verb.MISS, "Absent")}
# Words about a visit that change nothing of its life.
WORDS = {"vient": (may_be_confirmed, "A confirmé sa venue"), "excuse": (may_be_excused, "Absence excusée")}
MAIN = {Verb.ARRIVE, Verb.FULFIL}
UNDOING = frozenset({Verb.RESTORE, Verb.UNMARK})


@dataclass(frozen=True, slots=True)
class Act:
    """`name` is the act's word in addresses."""

    name: str
    label: str
    url: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Who booked it and what people wrote about it; `note` is None until somebody asks for it."""

    booked_by: str = ""
    override_reason: str | None = None
    cancel_reason: str = ""
    note: str | None = None
    # What was decided about the patient's missed visits, and where to decide; empty when nobody may.
    measure: str = ""
    measure_url: str = ""
    # How and when the patient said that they will come.
    presence: str = ""
    # Whether the patient is told of an hour freed sooner.
    wants_sooner: bool = False
    # The hour kept for them now, and until when; empty when there is none.
    sooner: str = ""
    answer_before: str = ""
    # It replaces the hour of the visit, which the practice closed.
    is_instead: bool = False


@dataclass(frozen=True, slots=True)
class AppointmentFile:
    """`version` goes back with each change, so that nobody overwrites what they have not seen."""

    id: UUID
    practice_id: UUID
    day: date
    version: int
    patient: str
    born: str
    phone: str
    when: str
    who: str
    reason: str
    minutes: str
    place: str
    booked_on: str
    status: str
    tone: str
    is_overbooked: bool
    is_orphaned: bool
    acts: list[Act]
    url: str
    move_url: str
    cancel_url: str
    series_url: str
    patient_url: str
    planning_url: str
    note_url: str
    undo_url: str
    undo_seconds: int
    said: Said
    guardian: GuardianCard | None = None


def appointment_file(
    one: Appointment, patient: PatientLine, said: Said, *, now: datetime, guardian: GuardianCard | None = None
) -> AppointmentFile:
    status = Status(one.status)
    verbs = possible(status)
    zone = one.location.timezone
    booked = french.local(one.created_at, zone)
    where = address(one.location)
    day = french.local(one.starts_at, zone).date()
    undo_seconds = max(0, UNDO_SECONDS - int((now - one.updated_at).total_seconds())) if UNDOING & verbs else 0
    return AppointmentFile(
        id=one.id,
        practice_id=one.practice_id,
        day=day,
        version=one.version,
        patient=f"{patient.family_name.upper()} {patient.given_names}",
        born=french.short_day(patient.birth_date),
        phone=french.phone(patient.phones[0]) if patient.phones else "",
        when=when(one),
        who=one.practitioner.display_name,
        reason=one.visit_reason.name,
        minutes=french.minutes(one.duration_minutes),
        place=f"{one.location.name}, {where}" if where else one.location.name,
        booked_on=f"le {french.short_day(booked.date())} à {french.hour(booked)}",
        status=label_of(one),
        tone=TONES.get(status, "ok" if status == Status.BOOKED else ""),
        is_overbooked=one.is_overbooked,
        is_orphaned=one.is_orphaned,
        acts=[
            Act(name, label, reverse("desk:appointment-attend", args=[one.id, name]), verb in MAIN)
            for name, (verb, label) in ACTS.items()
            if can_note(one, verb)
        ]
        + [
            Act(name, label, reverse("desk:appointment-attend", args=[one.id, name]), is_main=False)
            for name, (may_be_said, label) in WORDS.items()
            if may_be_said(one)
        ],
        url=reverse("desk:appointment", args=[one.id]),
        move_url=reverse("desk:appointment-move", args=[one.id]) if Verb.MOVE in verbs else "",
        cancel_url=reverse("desk:appointment-cancel", args=[one.id]) if Verb.CANCEL in verbs else "",
        series_url=reverse("desk:appointment-series", args=[one.id]) if one.series_id else "",
        patient_url=reverse("desk:patient", args=[patient.id]),
        planning_url=planning_url(one.practice_id, day),
        note_url=reverse("desk:appointment-note", args=[one.id]) if one.note is not None else "",
        undo_url=reverse("desk:appointment-undo", args=[one.id]) if undo_seconds else "",
        undo_seconds=undo_seconds,
        said=said,
        guardian=guardian,
    )
