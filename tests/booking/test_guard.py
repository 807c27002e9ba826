"""Below Python: what the database refuses whatever the program does. Every refusal has its positive control."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.actions import Action
from audit.services import record
from booking.models import Appointment, Occupancy, OpeningRule
from core.ids import new_id
from core.scoping import Actor, acting_as
from patients.models import Patient
from practices.models import PractitionerRole
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_world
from tests.personas import CAMILLE


def occupy(house: House, start: str, end: str, **options: object) -> Occupancy:
    """A bare insert, as no service would do it."""
    values = {
        "practice_id": house.practice.id,
        "practitioner_id": house.role.practitioner_id,
        "starts_at": at(start),
        "ends_at": at(end),
        "expires_at": at("23:00"),
        **options,
    }
    with transaction.atomic():
        return Occupancy.objects.create(**values)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_overlapping_time_of_one_practitioner_is_refused_per_lane(camille: Actor, ours: House) -> None:
    occupy(ours, "09:00", "09:30")
    with refused("occupancy_practitioner_once"):
        occupy(ours, "09:29", "09:45")
    occupy(ours, "09:30", "09:45")
    occupy(ours, "09:00", "09:30", lane=1)
    with refused("occupancy_practitioner_once"):
        occupy(ours, "09:15", "09:20", lane=1)


def test_overlapping_time_of_one_patient_is_refused(camille: Actor, ours: House, patient: Patient) -> None:
    colleague = make_role(ours.practice, ours.location)
    book(camille, ours, patient.id, at("09:00"))
    with refused("occupancy_patient_once"):
        occupy(ours, "09:10", "09:40", practitioner_id=colleague.practitioner_id, patient_id=patient.id)


@pytest.mark.parametrize(("start", "end"), [("09:00", "09:00"), ("10:00", "09:00")])
def test_time_of_no_or_negative_length_is_refused(camille: Actor, ours: House, start: str, end: str) -> None:
    with refused("occupancy_lasts_at_most_two_days|range lower bound"):
        occupy(ours, start, end)


def test_endless_time_is_refused(camille: Actor, ours: House) -> None:
    with refused("occupancy_lasts_at_most_two_days"):
        occupy(ours, "09:00", "09:00", ends_at=at("09:00") + timedelta(days=3))


def test_time_taken_for_nobody_and_without_end_is_refused(camille: Actor, ours: House) -> None:
    with refused("occupancy_expires_or_has_a_patient"):
        occupy(ours, "09:00", "09:30", expires_at=None)


def test_the_lane_of_an_appointment_stays_within_the_limit_of_its_agenda(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:00"))
    visit = book(camille, ours, other_patient.id, at("09:00"), overbooked="Urgence")
    assert visit.lane == 1
    PractitionerRole.objects.filter(pk=ours.role.pk).update(overbooking_limit=1)
    with refused("lane beyond the limit"), transaction.atomic():
        Appointment.objects.filter(pk=visit.pk).update(lane=2)


def test_an_overbooked_visit_without_a_reason_is_refused(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    with refused("appointment_overbooked_with_a_reason"), transaction.atomic():
        Appointment.objects.filter(pk=visit.pk).update(lane=1)


def test_a_status_that_takes_time_points_to_time_and_no_other_does(
    camille: Actor, ours: House, patient: Patient
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    for change in ({"status": "noshow"}, {"occupancy": None}):
        with refused("appointment_takes_time_or_not"), transaction.atomic():
            Appointment.objects.filter(pk=visit.pk).update(**change)


def test_an_appointment_agrees_with_its_occupancy(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    stranger = make_role(ours.practice, ours.location)
    for change in ({"practitioner": stranger.practitioner_id}, {"occupancy": new_id()}):
        with refused("appointment_agrees_with_its_occupancy"), transaction.atomic():
            Appointment.objects.filter(pk=visit.pk).update(**change)
            connection.check_constraints()


def test_a_visit_goes_to_another_patient_by_a_merge_alone(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    with refused("without a merge"), transaction.atomic():
        Occupancy.objects.filter(pk=visit.occupancy_id).update(patient=other_patient)
        Appointment.objects.filter(pk=visit.pk).update(patient=other_patient)
        record(actor=camille, action=Action.APPOINTMENT_READ, practice_id=ours.practice.id, patient_id=patient.id)
        record(actor=camille, action=Action.APPOINTMENT_READ, practice_id=ours.practice.id, patient_id=other_patient.id)
        connection.check_constraints()


def test_the_reason_of_an_overbooking_is_not_rewritten(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    visit.override_reason = "Autre raison"
    with refused("is not rewritten"), transaction.atomic():
        visit.save(update_fields=["override_reason"])


@pytest.mark.parametrize("column", ["practice_id", "created_by_id", "channel"])
def test_whose_visit_it_is_and_who_booked_it_never_change(
    camille: Actor, ours: House, patient: Patient, column: str
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE booking_appointment SET {column} = {column} WHERE id = %s", [visit.id])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE booking_appointment SET version = version WHERE id = %s", [visit.id])
        assert cursor.rowcount == 1


def test_an_expired_hold_of_another_practice_gives_way(
    camille: Actor, charlie: Actor, ours: House, world: World, patient: Patient
) -> None:
    make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    with acting_as(charlie):
        occupy(
            world.theirs,
            "09:00",
            "09:30",
            practitioner_id=ours.role.practitioner_id,
            # Past by the database's own clock, which alone decides about other practices.
            expires_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
    assert book(camille, ours, patient.id, at("09:00")).pk


def test_a_visit_cannot_lose_its_time_behind_its_back(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    with refused("appointment_agrees_with_its_occupancy"), transaction.atomic():
        Occupancy.objects.filter(pk=visit.occupancy_id).delete()
        connection.check_constraints()


def test_ids_of_another_practice_cannot_be_mixed(camille: Actor, ours: House, world: World, patient: Patient) -> None:
    stranger = make_patient(world.theirs.practice)
    with refused("booking_occupancy_patient_id_same_practice"):
        occupy(ours, "09:00", "09:30", patient_id=stranger.id)
    visit = book(camille, ours, patient.id, at("09:00"))
    with refused("same_practice"), transaction.atomic():
        Appointment.objects.filter(pk=visit.pk).update(location=world.theirs.location.id)
    with refused("booking_openingrule_practitioner_role_id_same_practice"), transaction.atomic():
        OpeningRule.objects.create(
            practice_id=ours.practice.id,
            practitioner_role_id=world.theirs.role.id,
            weekday=0,
            starts_at_time="09:00",
            ends_at_time="10:00",
            valid_from=MONDAY,
        )


def test_another_practices_rows_do_not_exist_even_for_raw_sql(
    camille: Actor, charlie: Actor, ours: House, patient: Patient
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    tables = ("booking_appointment", "booking_occupancy", "booking_openingrule")
    assert all(count(table) > 0 for table in tables)
    with acting_as(charlie):
        assert [count(table) for table in tables] == [0, 0, 0]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE booking_appointment SET version = 9 WHERE id = %s", [visit.id])
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM booking_occupancy WHERE id = %s", [visit.occupancy_id])
            assert cursor.rowcount == 0


def test_a_live_hold_of_another_practice_does_not_expire_by_lying_about_the_time(
    camille: Actor, charlie: Actor, ours: House, world: World
) -> None:
    make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    occupy(ours, "09:00", "09:30")
    drop = "SELECT booking_drop_expired_holds(%s::uuid, 0::smallint, %s::timestamptz, %s::timestamptz, %s::timestamptz)"
    arguments = [ours.role.practitioner_id, at("08:00"), at("12:00"), datetime(2090, 1, 1, tzinfo=at("08:00").tzinfo)]
    with acting_as(charlie), connection.cursor() as cursor:
        cursor.execute(drop, arguments)
        assert cursor.fetchone()[0] == 0
    with connection.cursor() as cursor:
        cursor.execute(drop, arguments)
        assert cursor.fetchone()[0] == 1


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_a_change_that_nobody_journals_is_refused_at_the_commit() -> None:
    world = make_world()
    open_every_week(world.ours.role)
    patient = make_patient(world.ours.practice)
    camille = world.actor(CAMILLE)
    start = datetime.now(UTC) + timedelta(days=30)
    wanted = {
        "starts_at": start,
        "ends_at": start + timedelta(minutes=15),
        "patient_id": patient.id,
        "expires_at": None,
    }
    with acting_as(camille):
        with refused("not in the journal"):
            occupy(world.ours, "09:00", "09:15", **wanted)
        assert not Occupancy.objects.exists()
        with transaction.atomic():
            record(
                actor=camille,
                action=Action.APPOINTMENT_BOOKED,
                practice_id=world.ours.practice.id,
                patient_id=patient.id,
            )
            occupy(world.ours, "09:00", "09:15", **wanted)
        with transaction.atomic():
            assert Occupancy.objects.count() == 1
