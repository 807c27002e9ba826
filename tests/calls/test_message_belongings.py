"""Messages follow a merge, go with an erased person, end after six months, and are in the copy of a person's data."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from calls.message_lists import Wanted, desk_messages
from calls.models import MessageStep, PractitionerMessage
from calls.services import answer_message, escalate_message, read_message
from calls.services.retention import purge_taken_messages, taken_messages_due
from core import clock
from core.scoping import acting_as, system_actor
from patients import services as patients
from patients.models import Patient
from privacy.export.collect import collect
from privacy.models import ErasureCause
from privacy.services.erase import erase_person
from tests.calls.messages import do, send
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.django_db
HALF_A_YEAR = timedelta(days=184)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def patient(world: World) -> Patient:
    return make_patient(world.ours.practice, "Morel", "Jeanne")


def answered(world: World, patient: Patient | None) -> PractitionerMessage:
    message = send(
        world.actor(CAMILLE), world.ours, "Rappeler", kind="urgent", patient_id=patient.id if patient else None
    )
    do(world.actor(DR_MARTIN), answer_message, message, text="Demain")
    return message


def left(world: World) -> list[PractitionerMessage]:
    with acting_as(system_actor(world.ours.practice.id)):
        return list(PractitionerMessage.objects.filter(practice=world.ours.practice))


def test_messages_follow_a_merge_and_come_back_with_its_undoing(world: World, patient: Patient) -> None:
    message, other = answered(world, patient), make_patient(world.ours.practice, "Morel", "Jeanne")
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        connection.check_constraints()
        merge = patients.merge_patients(actor=system, survivor_id=other.id, merged_id=patient.id)
    read = do(world.actor(DR_MARTIN), read_message, message)
    assert (read.message.patient_id, read.text, read.answer) == (other.id, "Rappeler", "Demain")
    with acting_as(system):
        connection.check_constraints()
        patients.undo_merge(actor=system, merge_id=merge.id)
    read = do(world.actor(DR_MARTIN), read_message, message)
    assert (read.message.patient_id, read.text, read.answer) == (patient.id, "Rappeler", "Demain")


@pytest.mark.requirement("ST-30")
def test_messages_about_an_erased_person_go_with_their_steps_and_the_others_stay(
    world: World, patient: Patient
) -> None:
    now = clock.now()
    urgent = send(world.actor(CAMILLE), world.ours, "Rappeler", kind="urgent", patient_id=patient.id)
    other = send(world.actor(CAMILLE), world.ours, "Commander du papier")
    system = system_actor(world.ours.practice.id)
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        escalate_message(world.ours.practice.id, urgent.id)
        with acting_as(system):
            connection.check_constraints()
            erase_person(
                actor=system, practice_id=world.ours.practice.id, patient_id=patient.id, cause=ErasureCause.REQUEST
            )
            connection.check_constraints()
    assert [one.id for one in left(world)] == [other.id]
    with acting_as(system):
        assert not MessageStep.objects.exists()


@pytest.mark.requirement("ST-21")
def test_messages_end_six_months_after_they_were_read_except_those_that_are_held(
    world: World, patient: Patient
) -> None:
    now, held = clock.now(), make_patient(world.ours.practice, "Thémis")
    for about in (None, patient, held):
        answered(world, about)
    system = system_actor(world.ours.practice.id)
    told = {"practice_id": world.ours.practice.id, "kept": [held.id]}
    with acting_as(system):
        assert taken_messages_due(before=now - HALF_A_YEAR, **told)[0] == 0
        assert taken_messages_due(before=clock.now(), **told)[:2] == (2, 1)
        assert purge_taken_messages(actor=system, before=clock.now(), **told) == 2
    assert [one.patient_id for one in left(world)] == [held.id]


def test_what_messages_say_of_a_person_is_in_the_copy_of_their_data(world: World, patient: Patient) -> None:
    answered(world, patient)
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        data = collect(martin, patient.id, spares_secrecy=False).data
        assert [(one["kind"], one["text"], one["answer"]) for one in data["practitioner_messages"]] == [
            ("Urgent", "Rappeler", "Demain")
        ]
        assert collect(martin, patient.id, spares_secrecy=True).data["practitioner_messages"] == []


def test_a_list_shows_a_hundred_at_most_in_as_many_statements_as_one(
    world: World, patient: Patient, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        send(world.actor(CAMILLE), world.ours, patient_id=patient.id)
    camille = world.actor(CAMILLE)
    with acting_as(camille), django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(desk_messages(camille, None, Wanted.ALL)) == 3
