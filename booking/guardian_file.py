"""Where the guardians stand about a visit, and the visits of a practice that wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from audit.actions import Action
from audit.services import Event, record, record_many
from booking.lifecycle import Status
from booking.local_time import local_date
from booking.minors import guardianship_on
from booking.models import Appointment
from consent.guardian_reads import answer_of, guardian_answers, unsettled_subjects
from consent.guardians import Guardianship
from consent.models import GuardianConsent
from consent.standing import Standing, standing
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from crypto.keyring import holding_keys
from practices.permissions import Permission, check_may

LARGEST_LIST = 200


@dataclass(frozen=True, slots=True, repr=False)
class GuardianAnswered:
    """One answer as a person reads it."""

    id: UUID
    name: str
    relation: str
    scope: str
    answer: str
    child_joined: bool
    channel: str
    recorded_by: str
    text_version: int
    at: datetime
    is_withdrawn: bool
    is_settled: bool


@dataclass(frozen=True, slots=True, repr=False)
class GuardianFile:
    """`rule`: who must agree today. `until`: the end of the wait, for a visit that waits."""

    appointment_id: UUID
    rule: Guardianship
    standing: Standing
    until: datetime | None
    answers: list[GuardianAnswered]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visit for which a person has something to do; `standing` says what."""

    appointment: Appointment
    standing: Standing


def guardian_file(actor: Actor, appointment_id: UUID) -> GuardianFile:
    """The answers about one visit, names opened; journalled. Raises NotFound, Forbidden."""
    visit = _visits(actor).filter(pk=appointment_id).first()
    if visit is None:
        raise NotFound()
    check_may(actor, Permission.APPOINTMENT_READ, visit.practice_id)
    record(
        actor=actor,
        action=Action.GUARDIAN_READ,
        practice_id=visit.practice_id,
        entity=("appointment", visit.id),
        patient_id=visit.patient_id,
    )
    rows = _answers_about(visit)
    with holding_keys([visit.patient_id] if rows else []):
        answers = [_opened(row) for row in rows]
    return GuardianFile(visit.id, _rule(visit), _standing(visit, rows), visit.pending_until, answers)


def pending_visits(actor: Actor, practice_id: UUID) -> list[Waiting]:
    """What waits for a guardian, soonest end first, then what is booked and lost its agreement; journalled.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    now = clock.now()
    open_visits = _visits(actor).filter(practice_id=practice_id, minor_secrecy=False)
    waiting = open_visits.filter(status=Status.PENDING.value, pending_until__gt=now).order_by("pending_until", "id")
    contested = open_visits.filter(
        status=Status.BOOKED.value, starts_at__gt=now, patient_id__in=unsettled_subjects(practice_id)
    ).order_by("starts_at", "id")
    found = [Waiting(visit, standing_of(visit)) for visit in (*waiting[:LARGEST_LIST], *contested[:LARGEST_LIST])]
    shown = [one for one in found if one.appointment.status == Status.PENDING or one.standing is not Standing.AGREED]
    _journal(actor, practice_id, [one.appointment for one in shown])
    return shown


def is_concerned(appointment: Appointment) -> bool:
    """Whether an answer means anything: a visit that waits, or is booked and still to come, and is not secret."""
    now = clock.now()
    if appointment.minor_secrecy or _rule(appointment) is Guardianship.ALONE:
        return False
    if appointment.status == Status.PENDING:
        return appointment.pending_until is not None and appointment.pending_until > now
    return appointment.status == Status.BOOKED and appointment.starts_at > now


def joint_for(appointment: Appointment) -> bool:
    """Whether the child must agree too."""
    return _rule(appointment) is Guardianship.JOINT


def standing_of(appointment: Appointment) -> Standing:
    """Where the guardians stand about this visit, and those of its series; whoever came of age decides alone."""
    return _standing(appointment, guardian_answers(appointment.practice_id, appointment.patient_id))


def _standing(appointment: Appointment, rows: Sequence[GuardianConsent]) -> Standing:
    rule = _rule(appointment)
    if rule is Guardianship.ALONE:
        return Standing.AGREED
    answers = [answer_of(row) for row in rows]
    return standing(answers, series_of(appointment), joint=rule is Guardianship.JOINT)


def series_of(appointment: Appointment) -> frozenset[UUID]:
    """The visit, and those booked with it: one answer serves a whole series."""
    if appointment.series_id is None:
        return frozenset({appointment.id})
    rows = Appointment.objects.filter(practice_id=appointment.practice_id, series_id=appointment.series_id)
    return frozenset(rows.values_list("id", flat=True))


def _answers_about(appointment: Appointment) -> list[GuardianConsent]:
    together = series_of(appointment)
    rows = guardian_answers(appointment.practice_id, appointment.patient_id)
    return [row for row in rows if answer_of(row).concerns(together)]


def _rule(appointment: Appointment) -> Guardianship:
    day = local_date(clock.now(), appointment.location.timezone)
    return guardianship_on(appointment.patient.birth_date, appointment.patient.country, day)


def _visits(actor: Actor) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(practice_id__in=actor.practice_ids)
    return rows.select_related("patient", "location", "practitioner", "visit_reason")


def _opened(row: GuardianConsent) -> GuardianAnswered:
    return GuardianAnswered(
        id=row.id,
        name=row.guardian_name.open(),
        relation=row.relation,
        scope=row.scope,
        answer=row.answer,
        child_joined=row.child_joined,
        channel=row.channel,
        recorded_by=row.recorded_by.display_name if row.recorded_by else "",
        text_version=row.text_version,
        at=row.at,
        is_withdrawn=row.withdrawn_at is not None,
        is_settled=row.settled_at is not None,
    )


def _journal(actor: Actor, practice_id: UUID, shown: Sequence[Appointment]) -> None:
    patients: set[UUID | None] = {visit.patient_id for visit in shown}
    record_many(
        Event(actor, Action.PENDING_READ, practice_id, ("practice", practice_id), patient_id)
        for patient_id in patients or {None}
    )
