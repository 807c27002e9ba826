"""Booking one visit: directly, from a hold, over the agenda with a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.services import Event
from booking import services
from booking.errors import HoldExpired, NotOffered, OverbookingFull, PatientBusy, SlotTaken
from booking.models import Appointment, CancelledBy, Occupancy
from booking.occupancy import sweep
from booking.queries import open_note, search_slots
from core.errors import Forbidden, NotFound
from core.scoping import Actor, Channel, acting_as, system_actor
from outbox.models import OutboxRow
from patients.models import Patient
from practices.models import VisitReason
from practices.permissions import Permission
from tests.factories.booking import MONDAY, NOW, at, book, hold, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_role, make_visit_reason
from tests.personas import NADIA


def test_a_visit_is_booked_where_the_agenda_is_open(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:15"))
    assert (visit.status, visit.lane, visit.version) == ("booked", 0, 1)
    assert visit.ends_at - visit.starts_at == timedelta(minutes=15)
    taken = Occupancy.objects.get(pk=visit.occupancy_id)
    assert (taken.starts_at, taken.ends_at, taken.patient_id) == (visit.starts_at, visit.ends_at, patient.id)


def test_two_visits_never_share_a_practitioner(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:15"))
    with pytest.raises(SlotTaken) as lost:
        book(camille, ours, other_patient.id, at("09:15"))
    assert [offer["start"] for offer in lost.value.extra["alternatives"]] == [
        at("09:00").isoformat(),
        at("09:30").isoformat(),
        at("09:45").isoformat(),
    ]
    assert Appointment.objects.count() == 1


def test_overlapping_starts_are_refused_as_well_as_equal_ones(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    longer = make_visit_reason(ours.practice, [ours.role], "Bilan", duration_minutes=30, step_minutes=15)
    book(camille, ours, patient.id, at("09:15"))
    with pytest.raises(SlotTaken):
        book(camille, replace(ours, visit_reason=longer), other_patient.id, at("09:00"))
    assert book(camille, replace(ours, visit_reason=longer), other_patient.id, at("09:30")).duration_minutes == 30


def test_buffers_are_occupied_with_the_visit(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    tidy = make_visit_reason(
        ours.practice, [ours.role], "Petite chirurgie", buffer_before_minutes=5, buffer_after_minutes=10
    )
    visit = book(camille, replace(ours, visit_reason=tidy), patient.id, at("09:30"))
    taken = Occupancy.objects.get(pk=visit.occupancy_id)
    assert (taken.starts_at, taken.ends_at) == (at("09:25"), at("09:55"))
    assert (visit.buffer_before_minutes, visit.buffer_after_minutes) == (5, 10)
    for start in ("09:15", "09:45"):
        with pytest.raises(SlotTaken):
            book(camille, ours, other_patient.id, at(start))
    assert book(camille, ours, other_patient.id, at("10:00")).status == "booked"


def test_one_patient_is_not_in_two_places_of_the_practice(camille: Actor, ours: House, patient: Patient) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    reason = make_visit_reason(ours.practice, [colleague], "Suivi")
    book(camille, ours, patient.id, at("09:15"))
    with pytest.raises(PatientBusy):
        book(camille, replace(ours, role=colleague, visit_reason=reason), patient.id, at("09:15"))
    assert book(camille, replace(ours, role=colleague, visit_reason=reason), patient.id, at("09:30")).pk


def test_one_practitioner_is_not_in_two_practices(
    camille: Actor, charlie: Actor, ours: House, world: World, patient: Patient
) -> None:
    abroad = make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    open_every_week(abroad)
    reason = make_visit_reason(world.theirs.practice, [abroad], "Vacation")
    stranger = make_patient(world.theirs.practice)
    book(camille, ours, patient.id, at("09:15"))
    house = replace(world.theirs, role=abroad, visit_reason=reason)
    with acting_as(charlie):
        with pytest.raises(SlotTaken):
            book(charlie, house, stranger.id, at("09:15"))
        assert book(charlie, house, stranger.id, at("09:30")).pk


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (at("08:45"), "not-open"),
        (at("11:50"), "not-open"),
        (at("12:00"), "not-open"),
        (at("09:07"), "off-grid"),
        (at("09:15") + timedelta(microseconds=1), "off-grid"),
        (at("09:15") + timedelta(seconds=1), "off-grid"),
        (at("09:00", MONDAY - timedelta(days=7)), "too-soon"),
        (at("09:00", MONDAY + timedelta(days=98)), "too-far"),
        (at("09:00", MONDAY + timedelta(days=5)), "not-open"),
    ],
)
def test_what_is_not_offered_says_why(
    camille: Actor, ours: House, patient: Patient, start: datetime, reason: str
) -> None:
    with pytest.raises(NotOffered) as refusal:
        book(camille, ours, patient.id, start)
    assert refusal.value.extra["reason"] == reason
    assert not Occupancy.objects.exists()


def test_an_absence_and_a_closure_are_not_offered(camille: Actor, ours: House, patient: Patient) -> None:
    everything = system_actor(ours.practice.id)
    services.add_absence(
        actor=everything,
        practice_id=ours.practice.id,
        practitioner_id=ours.role.practitioner_id,
        start=at("09:00"),
        end=at("10:00"),
    )
    services.add_closure(actor=everything, location_id=ours.location.id, start=at("10:00"), end=at("11:00"))
    for start, reason in (("09:45", "absent"), ("10:00", "closed")):
        with pytest.raises(NotOffered) as refusal:
            book(camille, ours, patient.id, at(start))
        assert refusal.value.extra["reason"] == reason
    assert book(camille, ours, patient.id, at("11:00")).pk


def test_a_reason_may_be_kept_for_new_or_for_known_patients(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    first = make_visit_reason(ours.practice, [ours.role], "Première", open_to_known_patients=False)
    follow_up = make_visit_reason(ours.practice, [ours.role], "Suite", open_to_new_patients=False)
    book(camille, replace(ours, visit_reason=first), patient.id, at("09:00"))
    with pytest.raises(NotOffered) as refusal:
        book(camille, replace(ours, visit_reason=first), patient.id, at("09:30"))
    assert refusal.value.extra["reason"] == "known-patients-refused"
    assert book(camille, replace(ours, visit_reason=follow_up), patient.id, at("09:30")).pk
    with pytest.raises(NotOffered) as refusal:
        book(camille, replace(ours, visit_reason=follow_up), other_patient.id, at("10:00"))
    assert refusal.value.extra["reason"] == "new-patients-refused"


def test_a_reason_closed_to_the_phone_is_not_booked_at_the_desk(camille: Actor, ours: House, patient: Patient) -> None:
    online = make_visit_reason(ours.practice, [ours.role], "En ligne", by_phone=False, by_web=True)
    with pytest.raises(NotOffered) as refusal:
        book(camille, replace(ours, visit_reason=online), patient.id, at("09:00"))
    assert refusal.value.extra["reason"] == "wrong-door"


def test_an_agenda_that_does_not_propose_the_reason_is_refused(camille: Actor, ours: House, patient: Patient) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    with pytest.raises(NotOffered) as refusal:
        book(camille, replace(ours, role=colleague), patient.id, at("09:00"))
    assert refusal.value.extra["reason"] == "not-this-practitioner"


@pytest.mark.requirement("ST-19")
def test_ids_of_another_practice_do_not_exist(
    charlie: Actor, camille: Actor, world: World, ours: House, patient: Patient
) -> None:
    stranger = make_patient(world.theirs.practice)
    with pytest.raises(NotFound):
        book(camille, ours, stranger.id, at("09:00"))
    with pytest.raises(NotFound):
        book(camille, ours, UUID(int=0), at("09:00"))
    with pytest.raises(NotFound):
        book(camille, replace(ours, role=world.theirs.role), patient.id, at("09:00"))
    with acting_as(charlie), pytest.raises(NotFound):
        book(charlie, ours, patient.id, at("09:00"))
    assert book(camille, ours, patient.id, at("09:00")).pk


def test_a_manager_books_nothing(camille: Actor, world: World, ours: House, patient: Patient) -> None:
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        book(nadia, ours, patient.id, at("09:00"))


@pytest.mark.requirement("ST-41")
def test_the_note_is_sealed_and_its_reading_is_an_act(camille: Actor, ours: House, patient: Patient) -> None:
    visit = book(camille, ours, patient.id, at("09:00"), note="Vient avec ses lunettes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM booking_appointment WHERE id = %s", [visit.id])
        assert b"lunettes" not in bytes(cursor.fetchone()[0])
    assert open_note(camille, visit.id) == "Vient avec ses lunettes"


def test_a_visit_across_the_jump_of_the_clocks_lasts_what_it_lasts(
    camille: Actor, ours: House, patient: Patient
) -> None:
    """Given in local time, whose arithmetic in Python follows the hands of the clock and not the time that passes."""
    night = make_role(ours.practice, ours.location)
    open_every_week(night, "01:00", "04:00", weekdays=(6,))
    reason = make_visit_reason(ours.practice, [night], "Garde", duration_minutes=45, booking_window_days=730)
    house = replace(ours, role=night, visit_reason=reason)
    visit = book(camille, house, patient.id, at("01:45", date(2041, 3, 31)))
    taken = Occupancy.objects.get(pk=visit.occupancy_id)
    assert (taken.starts_at, taken.ends_at) == (
        datetime(2041, 3, 31, 0, 45, tzinfo=UTC),
        datetime(2041, 3, 31, 1, 30, tzinfo=UTC),
    )
    held = hold(camille, house, at("01:45", date(2041, 4, 7)))
    assert held.end - held.start == timedelta(minutes=45)


# Holds


def test_a_hold_keeps_the_slot_for_two_minutes_at_the_desk(
    camille: Actor, dr_martin: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    held = hold(camille, ours, at("09:00"))
    assert held.expires_at == NOW + timedelta(minutes=2)
    with acting_as(dr_martin):
        with pytest.raises(SlotTaken):
            hold(dr_martin, ours, at("09:00"))
        travel.shift(timedelta(minutes=2))
        assert hold(dr_martin, ours, at("09:00")).id != held.id
    assert Occupancy.objects.count() == 1


def test_a_hold_online_lasts_ten_minutes(camille: Actor, ours: House) -> None:
    online = make_visit_reason(ours.practice, [ours.role], "En ligne", by_web=True)
    visitor = replace(camille, channel=Channel.WEB)
    held = hold(visitor, replace(ours, visit_reason=online), at("09:00"))
    assert held.expires_at == NOW + timedelta(minutes=10)


def test_a_held_slot_becomes_a_visit_by_one_swap(camille: Actor, ours: House, patient: Patient) -> None:
    held = hold(camille, ours, at("09:00"))
    visit = services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id)
    assert (visit.starts_at, visit.occupancy_id) == (at("09:00"), held.id)
    with pytest.raises(HoldExpired):
        services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id)


def test_an_expired_hold_books_nothing_and_says_so(
    camille: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    held = hold(camille, ours, at("09:00"))
    travel.shift(timedelta(minutes=2))
    with pytest.raises(HoldExpired):
        services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id)
    assert not Appointment.objects.exists()


def test_a_released_hold_gives_the_slot_back(camille: Actor, ours: House, patient: Patient) -> None:
    held = hold(camille, ours, at("09:00"))
    services.release_hold(actor=camille, hold_id=held.id)
    services.release_hold(actor=camille, hold_id=held.id)
    assert book(camille, ours, patient.id, at("09:00")).pk
    with pytest.raises(HoldExpired):
        services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id)


def test_somebody_elses_hold_is_neither_booked_nor_released(
    camille: Actor, dr_martin: Actor, charlie: Actor, ours: House, patient: Patient
) -> None:
    held = hold(camille, ours, at("09:00"))
    with acting_as(dr_martin):
        with pytest.raises(HoldExpired):
            services.book_from_hold(actor=dr_martin, patient_id=patient.id, hold_id=held.id)
        with pytest.raises(NotFound):
            services.release_hold(actor=dr_martin, hold_id=held.id)
    with acting_as(charlie), pytest.raises(NotFound):
        services.release_hold(actor=charlie, hold_id=held.id)
    assert services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id).pk


def test_a_patient_expected_elsewhere_does_not_get_the_held_slot_and_the_hold_stays(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    reason = make_visit_reason(ours.practice, [colleague], "Suivi")
    book(camille, ours, patient.id, at("09:00"))
    held = hold(camille, replace(ours, role=colleague, visit_reason=reason), at("09:00"))
    with pytest.raises(PatientBusy):
        services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id)
    assert services.book_from_hold(actor=camille, patient_id=other_patient.id, hold_id=held.id).pk


def test_a_change_of_the_reason_does_not_change_what_is_held(camille: Actor, ours: House, patient: Patient) -> None:
    held = hold(camille, ours, at("09:00"))
    VisitReason.objects.filter(pk=ours.visit_reason.pk).update(duration_minutes=45)
    visit = services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=held.id)
    assert visit.duration_minutes == 15


def test_the_sweep_forgets_expired_holds_and_keeps_visits(camille: Actor, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("09:30"))
    live = hold(camille, ours, at("09:00"))
    assert sweep() == 0
    # The sweep goes by the database's own clock, which does not travel with the test.
    Occupancy.objects.filter(pk=live.id).update(expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert sweep() == 1
    assert Occupancy.objects.count() == 1


# Overbooking


def test_overbooking_takes_further_lanes_up_to_the_limit_of_the_agenda(
    camille: Actor, ours: House, patient: Patient
) -> None:
    people = [patient, *(make_patient(ours.practice, f"Famille{letter}") for letter in "abc")]
    visits = [
        book(camille, ours, person.id, at("09:00"), overbooked="Douleur aiguë, accord du médecin")
        for person in people[:3]
    ]
    assert [visit.lane for visit in visits] == [0, 1, 2]
    with pytest.raises(OverbookingFull):
        book(camille, ours, people[3].id, at("09:00"), overbooked="Encore un")
    assert visits[1].override_reason is not None


def test_a_visit_out_of_hours_takes_the_ordinary_lane_so_that_nobody_else_gets_it(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    late = book(camille, ours, patient.id, at("19:07"), overbooked="Visite du soir")
    assert late.lane == 0
    second = book(camille, ours, other_patient.id, at("19:07"), overbooked="Son conjoint")
    assert second.lane == 1


def test_overbooking_needs_its_permission(camille: Actor, ours: House, patient: Patient) -> None:
    weaker = replace(
        camille,
        grants={ours.practice.id: camille.grants[ours.practice.id] - {Permission.APPOINTMENT_OVERBOOK.value}},
    )
    with pytest.raises(Forbidden):
        book(weaker, ours, patient.id, at("09:00"), overbooked="Sans en avoir le droit")
    assert book(weaker, ours, patient.id, at("09:00")).pk


def test_slots_ignore_what_is_overbooked(camille: Actor, ours: House, patient: Patient, other_patient: Patient) -> None:
    book(camille, ours, patient.id, at("09:00"))
    book(camille, ours, other_patient.id, at("09:00"), overbooked="Urgence")
    found = search_slots(camille, visit_reason_id=ours.visit_reason.id, start=at("09:00"), end=at("09:30"))
    assert found.groups[0].starts == [at("09:15")]


@pytest.mark.parametrize("start", [at("09:00", MONDAY - timedelta(days=3)), at("09:00", MONDAY + timedelta(days=800))])
def test_overbooking_does_not_reach_into_the_past_nor_beyond_two_years(
    camille: Actor, ours: House, patient: Patient, start: datetime
) -> None:
    with pytest.raises(NotOffered):
        book(camille, ours, patient.id, start, overbooked="Hors limites")


# Traces


def test_every_change_leaves_its_event_and_its_outbox_row(
    camille: Actor, ours: House, patient: Patient, journal: list[Event]
) -> None:
    visit = book(camille, ours, patient.id, at("09:00"))
    services.move_appointment(actor=camille, appointment_id=visit.id, start=at("10:00"))
    services.cancel_appointment(
        actor=camille, appointment_id=visit.id, by=CancelledBy.PATIENT, reason="Empêchement personnel"
    )
    assert [(event.action, event.patient_id) for event in journal if event.entity == ("appointment", visit.id)] == [
        ("booking:appointment:booked", patient.id),
        ("booking:appointment:moved", patient.id),
        ("booking:appointment:cancelled", patient.id),
    ]
    rows = OutboxRow.objects.filter(entity_id=visit.id).order_by("version").values_list("topic", "version")
    assert list(rows) == [("appointment.booked", 1), ("appointment.moved", 2), ("appointment.cancelled", 3)]


def test_booking_costs_at_most_twelve_statements(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    with CaptureQueriesContext(connection) as direct:
        book(camille, ours, patient.id, at("09:00"))
    held = hold(camille, ours, at("10:00"))
    with CaptureQueriesContext(connection) as from_hold:
        services.book_from_hold(actor=camille, patient_id=other_patient.id, hold_id=held.id)
    for seen in (direct, from_hold):
        statements = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
        assert len(statements) <= 12, "\n".join(statements)
