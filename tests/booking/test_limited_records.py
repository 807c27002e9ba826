"""A restricted record is read and not changed, but for two acts; a locked one is not there. Every write is tried."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from booking import queries as agenda
from booking import services as booking
from booking.models import Appointment, CancelledBy
from booking.models.appointment import PresenceThrough
from booking.series import Scope
from booking.services import PastVisit, series, series_changes
from consent.purposes import Purpose
from core import clock
from core.errors import DomainError, Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from patients import services as patients
from patients.errors import PatientMerged, RecordRestricted
from patients.limits import ALLOWED_WHILE_RESTRICTED, READING
from patients.models import Patient
from patients.queries import open_patient, patient_lines, relatives_of
from patients.search import SearchTerms, search
from patients.services import PatientChanges
from practices.permissions import Permission
from tests.factories.booking import MONDAY, at, book, hold
from tests.factories.patients import identity, make_patient, nir_for, notice_in_force, share_one
from tests.factories.practices import House, World
from tests.personas import CAMILLE, INES

Write = Callable[["Stage"], object]


class Stage:
    """A patient with a visit at nine, a relative, a held slot at eleven, and somebody who may do everything."""

    def __init__(self, ours: House, patient: Patient, other: Patient) -> None:
        self.ours, self.patient, self.other = ours, patient, other
        self.actor = system_actor(ours.practice.id)
        self.item = share_one(ours, patient)
        with acting_as(self.actor):
            self.visit = book(self.actor, ours, patient.id, at("09:00"))
            self.later = book(self.actor, ours, patient.id, at("09:30", MONDAY + timedelta(days=1)))
            self.hold = hold(self.actor, ours, at("11:00"))
            self.measure = booking.decide_measure(
                actor=self.actor, patient_id=patient.id, grade="must-confirm", cause="agreed", months=1
            )
            self.relative = patients.add_relative(
                actor=self.actor, patient_id=patient.id, relation="parent", scope="contact", name="Anne"
            )


def _here(stage: Stage) -> dict[str, object]:
    return {"actor": stage.actor, "patient_id": stage.patient.id}


def _visit(stage: Stage) -> dict[str, object]:
    return {"actor": stage.actor, "appointment_id": stage.visit.id}


def _direct(stage: Stage) -> dict[str, object]:
    role, reason = stage.ours.role.id, stage.ours.visit_reason.id
    return {**_here(stage), "practitioner_role_id": role, "visit_reason_id": reason}


def _past(stage: Stage) -> PastVisit:
    role, reason = stage.ours.role.id, stage.ours.visit_reason.id
    return PastVisit(stage.patient.id, role, reason, at("10:00"), at("10:15"))


# Every service that writes in somebody's record. A service that is missing here is found below.
REFUSED: dict[str, Write] = {
    "update_patient": lambda s: patients.update_patient(**_here(s), changes=PatientChanges(email="a@example.fr")),  # type: ignore[arg-type]
    "set_medical_note": lambda s: patients.set_medical_note(**_here(s), text="Note"),  # type: ignore[arg-type]
    "add_relative": lambda s: patients.add_relative(**_here(s), relation="child", scope="contact", name="Luc"),  # type: ignore[arg-type]
    "end_relative": lambda s: patients.end_relative(**_here(s), relative_id=s.relative.id),  # type: ignore[arg-type]
    "flag_identity": lambda s: patients.flag_identity(**_here(s), flag="doubtful", is_raised=True),  # type: ignore[arg-type]
    "validate_identity": lambda s: patients.validate_identity(**_here(s), document="passport"),  # type: ignore[arg-type]
    "withdraw_validation": lambda s: patients.withdraw_validation(**_here(s)),  # type: ignore[arg-type]
    "record_insi_answer": lambda s: patients.record_insi_answer(**_here(s), found=False),  # type: ignore[arg-type]
    "tell_apart": lambda s: patients.tell_apart(actor=s.actor, one_id=s.patient.id, other_id=s.other.id),
    "merge_patients": lambda s: patients.merge_patients(
        actor=s.actor, survivor_id=s.other.id, merged_id=s.patient.id, choices={}
    ),
    "share_item": lambda s: patients.share_item(**_here(s), title="A", text="B", shared_with="practice"),  # type: ignore[arg-type]
    "revoke_item": lambda s: patients.revoke_item(**_here(s), item_id=s.item.id),  # type: ignore[arg-type]
    "book_appointment": lambda s: booking.book_appointment(**_direct(s), start=at("10:30")),  # type: ignore[arg-type]
    "book_from_hold": lambda s: booking.book_from_hold(**_here(s), hold_id=s.hold.id),  # type: ignore[arg-type]
    "book_series": lambda s: series.book_series(**_direct(s), starts=[at("10:00"), at("10:30")]),  # type: ignore[arg-type]
    "move_appointment": lambda s: booking.move_appointment(**_visit(s), start=at("10:30")),  # type: ignore[arg-type]
    "move_series": lambda s: series_changes.move_series(**_visit(s), start=at("10:30"), scope=Scope.ALL),  # type: ignore[arg-type]
    "undo_booking": lambda s: booking.undo_booking(**_visit(s)),  # type: ignore[arg-type]
    "note_presence": lambda s: booking.note_presence(**_visit(s), through=PresenceThrough.SMS),  # type: ignore[arg-type]
    "note_presence_by_phone": lambda s: booking.note_presence_by_phone(**_visit(s)),  # type: ignore[arg-type]
    "decide_measure": lambda s: booking.decide_measure(**_here(s), grade="phone-only", cause="agreed", months=3),  # type: ignore[arg-type]
    "lift_measure": lambda s: booking.lift_measure(**_here(s), measure_id=s.measure.id),  # type: ignore[arg-type]
    "import_appointments": lambda s: booking.import_appointments(actor=s.actor, visits=[_past(s)]),
}
_CANCEL = {"by": CancelledBy.PATIENT, "reason": None}
ALLOWED: dict[str, Write] = {
    "cancel_appointment": lambda s: booking.cancel_appointment(**_visit(s), **_CANCEL),  # type: ignore[arg-type]
    "cancel_series": lambda s: series_changes.cancel_series(**_visit(s), **_CANCEL, scope=Scope.ALL),  # type: ignore[arg-type]
    "mark_arrived": lambda s: booking.mark_arrived(**_visit(s)),  # type: ignore[arg-type]
    "decide": lambda s: patients.decide(
        **_here(s),
        purpose=Purpose.REMINDERS,
        is_agreed=False,
        channel="phone",  # type: ignore[arg-type]
    ),
    "tell_notice": lambda s: patients.tell_notice(**_here(s), notice_version=1, channel="phone"),  # type: ignore[arg-type]
    "disclose_nir": lambda s: patients.disclose_nir(
        actor=replace(s.actor, step_up_until=clock.now() + timedelta(minutes=5)),
        patient_id=s.patient.id,
        reason="Demande",
    ),
    "disclose_medical_note": lambda s: patients.disclose_medical_note(**_here(s), reason="Demande"),  # type: ignore[arg-type]
}
# After another act of the same kind, or about no record: `undo_merge` has its own test.
REVIEWED = {
    # What follows a death concerns a limited record as any other: tests/privacy/test_deaths.py.
    "mark_death_reported",
    "unmark_death_reported",
    "withdraw_visits",
    # Through `reach`, which asks the limits; only an agreement is taken back in any record (test_guardian_page.py).
    "record_guardian", "withdraw_guardian", "send_guardian_link", "settle_guardians", "keep_secret", "guardian_agreed",
    # Says of what is read that it has no place there, and changes nothing of it.
    "report_item",
    # Whoever books from outside is told of no record; the visit that follows asks the limits (tests/web/portal).
    "admit_patient", "recognise_patient", "check_told",
    "undo_merge", "mark_fulfilled", "mark_noshow", "excuse_absence", "undo_cancellation", "undo_attendance",
    "create_patient", "create_patients", "restrict_record", "lift_restriction", "lock_record", "unlock_record",
}  # fmt: skip


@pytest.fixture
def stage(world: World, ours: House, camille: Actor) -> Stage:
    patient = make_patient(ours.practice, "Morel", "Jeanne", nir=nir_for(order=7))
    return Stage(ours, patient, make_patient(ours.practice, "Petit", "Paul"))


def _restricted(stage: Stage) -> Stage:
    patients.restrict_record(actor=stage.actor, patient_id=stage.patient.id, ground="accuracy-contested")
    return stage


def _locked(stage: Stage) -> Stage:
    patients.lock_record(actor=stage.actor, patient_id=stage.patient.id, ground="unlawful")
    return stage


@pytest.mark.requirement("ST-27")
@pytest.mark.parametrize("name", REFUSED)
def test_a_restricted_record_refuses_every_write(stage: Stage, name: str) -> None:
    with acting_as(stage.actor):
        _restricted(stage)
        with pytest.raises(RecordRestricted), transaction.atomic():
            REFUSED[name](stage)
        patients.lift_restriction(actor=stage.actor, patient_id=stage.patient.id)
        # The same act with the restriction lifted: it succeeds, or another rule speaks.
        try:
            with transaction.atomic():
                REFUSED[name](stage)
        except DomainError as other:
            assert not isinstance(other, RecordRestricted)


@pytest.mark.requirement("ST-27")
@pytest.mark.parametrize("name", ALLOWED)
def test_a_restricted_record_still_takes_the_listed_exceptions(stage: Stage, name: str) -> None:
    with acting_as(stage.actor):
        ALLOWED[name](_restricted(stage))


@pytest.mark.requirement("ST-25")
@pytest.mark.parametrize("name", [*REFUSED, *ALLOWED])
def test_a_locked_record_is_found_by_no_service(stage: Stage, name: str) -> None:
    with acting_as(stage.actor):
        _locked(stage)
        with pytest.raises(NotFound), transaction.atomic():
            {**REFUSED, **ALLOWED}[name](stage)


def test_no_service_is_forgotten() -> None:
    def about_somebody(room: object) -> set[str]:
        verbs = {name: getattr(room, name) for name in room.__all__ if name.islower()}  # type: ignore[attr-defined]
        words = ("patient_id", "appointment_id", "one_id", "survivor_id", "visits", "identity", "newcomers", "merge_id")
        return {name for name, verb in verbs.items() if any(word in verb.__annotations__ for word in words)}

    known = set(REFUSED) | set(ALLOWED) | REVIEWED
    assert about_somebody(patients) | about_somebody(booking) <= known
    assert not set(ALLOWED_WHILE_RESTRICTED) & READING


def test_a_record_restricted_since_its_merge_keeps_both_halves(stage: Stage) -> None:
    with acting_as(stage.actor):
        other = make_patient(stage.ours.practice, "Morel", "Jeanne")
        connection.check_constraints()
        merge = patients.merge_patients(actor=stage.actor, survivor_id=stage.patient.id, merged_id=other.id, choices={})
        _restricted(stage)
        with pytest.raises(RecordRestricted):
            patients.undo_merge(actor=stage.actor, merge_id=merge.id)


@pytest.mark.requirement("ST-27")
def test_a_restricted_record_is_read_and_says_so(camille: Actor, stage: Stage) -> None:
    with acting_as(stage.actor):
        _restricted(stage)
    (line,) = search(camille, SearchTerms(name="morel"))
    assert line.is_restricted
    assert open_patient(camille, stage.patient.id).restricted_at is not None
    assert len(agenda.appointments_of_patient(camille, stage.ours.practice.id, stage.patient.id)) == 2


@pytest.mark.requirement("ST-25")
def test_a_locked_record_is_seen_nowhere_and_comes_back_unchanged(camille: Actor, stage: Stage) -> None:
    practice, patient = stage.ours.practice.id, stage.patient.id
    with acting_as(stage.actor):
        patients.add_relative(
            actor=stage.actor, patient_id=stage.other.id, relation="child", scope="contact", related_patient_id=patient
        )
        _locked(stage)

    def seen() -> list[object]:
        day = agenda.day_view(camille, practice, MONDAY)
        return [
            *search(camille, SearchTerms(name="morel")),
            *search(camille, SearchTerms(nir=nir_for(order=7))),
            *patient_lines(camille, [patient]),
            *relatives_of(camille, stage.other.id),
            *agenda.appointments_of_patient(camille, practice, patient),
            *[visit for column in day.columns for visit in column.appointments],
            *agenda.appointments(
                camille, practice_id=practice, start=at("00:00"), end=at("00:00", MONDAY + timedelta(days=2))
            ).results,
        ]

    assert seen() == []
    with pytest.raises(NotFound):
        open_patient(camille, patient)
    with pytest.raises(NotFound):
        agenda.appointment(camille, stage.visit.id)
    with acting_as(stage.actor):
        patients.unlock_record(actor=stage.actor, patient_id=patient)
    assert len(seen()) == 1 + 1 + 1 + 1 + 2 + 1 + 2
    assert Patient.objects.get(id=patient).used_name == "Morel"


@pytest.mark.requirement("ST-25")
def test_a_locked_record_is_no_ones_probable_duplicate_and_keeps_its_number(camille: Actor, stage: Stage) -> None:
    with acting_as(stage.actor):
        _locked(stage)
    with pytest.raises(DomainError) as refusal:
        patients.create_patient(
            actor=camille,
            practice_id=stage.ours.practice.id,
            identity=identity(family_name="Morel", given_names="Jeanne"),
            nir=nir_for(order=7),
            notice_version=notice_in_force(stage.ours.practice),
            notice_channel="phone",
        )
    assert (refusal.value.code, refusal.value.extra) == ("nir-already-known", {"candidates": []})


@pytest.mark.parametrize("column", ["restricted_at", "locked_at"])
def test_the_database_itself_refuses_a_visit_in_a_limited_record(stage: Stage, column: str) -> None:
    Patient.objects.filter(id=stage.patient.id).update(**{column: clock.now()})
    move = "UPDATE booking_appointment SET starts_at = starts_at - interval '1 minute' WHERE id = %s"
    with pytest.raises(OperationalError, match="takes no visit"), transaction.atomic(), connection.cursor() as raw:
        raw.execute(move, [stage.visit.id])
    Appointment.objects.filter(id=stage.visit.id).update(version=5)  # what is not a move passes
    Patient.objects.filter(id=stage.patient.id).update(**{column: None})
    with connection.cursor() as raw:
        raw.execute(move, [stage.visit.id])
    connection.check_constraints()


def test_only_who_handles_requests_sets_and_lifts_limits(world: World, camille: Actor, stage: Stage) -> None:
    verbs: list[Callable[[Actor], object]] = [
        lambda who: patients.restrict_record(actor=who, patient_id=stage.patient.id, ground="legal-claim"),
        lambda who: patients.lift_restriction(actor=who, patient_id=stage.patient.id),
        lambda who: patients.lock_record(actor=who, patient_id=stage.patient.id, ground="outdated"),
        lambda who: patients.unlock_record(actor=who, patient_id=stage.patient.id),
    ]
    for verb in verbs:
        with pytest.raises(Forbidden):
            verb(world.actor(CAMILLE))
    with acting_as(world.actor(INES)):
        for verb in verbs:
            verb(world.actor(INES))


def test_a_limit_needs_a_ground_and_a_record_of_its_own(stage: Stage) -> None:
    with acting_as(stage.actor):
        with pytest.raises(InvalidInput):
            patients.restrict_record(actor=stage.actor, patient_id=stage.patient.id, ground="because")
        other = make_patient(stage.ours.practice, "Morel", "Jeanne")
        connection.check_constraints()
        patients.merge_patients(actor=stage.actor, survivor_id=stage.patient.id, merged_id=other.id)
        with pytest.raises(PatientMerged):
            patients.lock_record(actor=stage.actor, patient_id=other.id, ground="unlawful")


def test_every_permission_either_reads_or_is_refused_or_is_listed() -> None:
    """A new permission writes until somebody says that it reads."""
    assert Permission.APPOINTMENT_MOVE not in READING and Permission.PATIENT_UPDATE not in ALLOWED_WHILE_RESTRICTED
    in_the_agenda = {one for one in ALLOWED_WHILE_RESTRICTED if one.value.startswith("booking:")}
    assert in_the_agenda == {Permission.APPOINTMENT_CANCEL, Permission.APPOINTMENT_ATTEND}
    assert not [one for one in ALLOWED_WHILE_RESTRICTED if one.value.startswith("patients:")]
