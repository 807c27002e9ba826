"""A merge among people who work: visits are booked, moved and cancelled on both records while they become one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connections, transaction

from booking import services as booking
from booking.models import Appointment
from core.errors import DomainError
from core.scoping import Actor, acting_as, system_actor
from patients import services
from patients.models import Patient, PatientMerge
from tests.factories.booking import NOW, at
from tests.factories.patients import make_patient
from tests.factories.practices import House, make_world
from tests.patients.merging import open_all_day, visit

pytestmark = pytest.mark.slow
ROUNDS = 4


def together(actor: Actor, *acts: Callable[[], object]) -> list[str]:
    """Each act's outcome, all started at once: "done" or the code of its refusal."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            with acting_as(actor):
                barrier.wait(timeout=20)
                act()
                return "done"
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.fixture
def ours(committed: None) -> House:
    return make_world().ours


def test_no_visit_is_left_on_a_redirect_whoever_comes_first(ours: House) -> None:
    actor = system_actor(ours.practice.id)
    with time_machine.travel(NOW, tick=True):
        open_all_day(ours)
        for round_ in range(ROUNDS):
            merge_while_others_work(actor, ours, 8 + 2 * round_)


def merge_while_others_work(actor: Actor, ours: House, hour: int) -> None:
    """One visit booked, one moved, one cancelled while their record is merged; the survivor ends with all of them."""
    kept, gone = make_patient(ours.practice), make_patient(ours.practice)
    with acting_as(actor):
        moving = visit(actor, ours, gone.id, f"{hour:02}:00", note="À jeun")
        leaving = visit(actor, ours, gone.id, f"{hour:02}:15", note="Ordonnance")
    outcomes = together(
        actor,
        lambda: services.merge_patients(actor=actor, survivor_id=kept.id, merged_id=gone.id),
        lambda: visit(actor, ours, gone.id, f"{hour:02}:30"),
        lambda: booking.move_appointment(actor=actor, appointment_id=moving.id, start=at(f"{hour + 1:02}:00")),
        lambda: booking.cancel_appointment(actor=actor, appointment_id=leaving.id, by="patient", reason="Non"),
    )
    assert outcomes[0] == "done" and set(outcomes[1:]) <= {"done", "patient-merged"}, outcomes
    with acting_as(actor), transaction.atomic():
        assert Patient.objects.get(id=gone.id).merged_into_id == kept.id
        assert not Appointment.objects.filter(patient=gone).exists()
        seen = Appointment.objects.filter(patient=kept)
        assert seen.count() == 2 + (outcomes[1] == "done")
        assert {one.note.open() for one in seen if one.note is not None} == {"À jeun", "Ordonnance"}


def test_the_same_two_records_merged_both_ways_at_once_are_merged_once(ours: House) -> None:
    actor = system_actor(ours.practice.id)
    one, other = make_patient(ours.practice), make_patient(ours.practice)

    def merge(first: Patient, second: Patient) -> Callable[[], object]:
        return lambda: services.merge_patients(actor=actor, survivor_id=first.id, merged_id=second.id)

    assert sorted(together(actor, merge(one, other), merge(other, one), merge(one, other))) == [
        "done", "patient-merged", "patient-merged",
    ]  # fmt: skip
    with acting_as(actor), transaction.atomic():
        made = PatientMerge.objects.get()
    assert sorted(together(actor, *[lambda: services.undo_merge(actor=actor, merge_id=made.id)] * 3)) == [
        "done",
        "merge-already-undone",
        "merge-already-undone",
    ]
