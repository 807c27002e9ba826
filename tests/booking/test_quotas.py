"""A daily quota: at most so many visits of a reason a local day in one agenda, whoever races for the last place."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from booking import services
from booking.errors import NotOffered
from booking.first_slot import first_bookable
from booking.models import Appointment, CancelledBy, HeldVisit
from booking.queries import search_slots
from booking.quotas import full_days
from core.errors import DomainError, InvalidInput
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from practices.models import VisitReason
from tests.factories.booking import MONDAY, at, book, hold, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, World, make_location, make_role, make_visit_reason, make_world
from tests.personas import CAMILLE, DR_MARTIN

TUESDAY = MONDAY + timedelta(days=1)
NAMES = ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliet")


@pytest.fixture
def rare(ours: House) -> House:
    """Two a day."""
    return replace(ours, visit_reason=make_visit_reason(ours.practice, [ours.role], "Rare", daily_quota=2))


def days(actor: Actor, house: House) -> set[date]:
    """The days of the week that have a free start."""
    found = search_slots(
        actor, visit_reason_id=house.visit_reason.id, start=at("00:00"), end=at("00:00", MONDAY + timedelta(days=7))
    )
    return {start.date() for group in found.groups for start in group.starts}


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(NotOffered) as refused:
        act()
    return str(refused.value.extra["reason"])


@given(st.lists(st.integers(0, 5 * 86_400), max_size=20), st.integers(1, 4))
def test_a_day_is_full_from_that_many_starts_on(offsets: list[int], most: int) -> None:
    zone = ZoneInfo("Indian/Reunion")
    starts = [1_900_000_000 + offset for offset in offsets]
    dates = [datetime.fromtimestamp(start, zone).date() for start in starts]
    assert full_days(starts, zone.key, most) == {day for day in dates if dates.count(day) >= most}


def test_a_full_day_is_not_offered_and_the_next_one_is(
    camille: Actor, rare: House, patient: Patient, other_patient: Patient
) -> None:
    third = make_patient(rare.practice, "Troisième", "Ana").id
    book(camille, rare, patient.id, at("09:00"))
    assert MONDAY in days(camille, rare)
    book(camille, rare, other_patient.id, at("10:00"))
    assert days(camille, rare) == {MONDAY + timedelta(days=n) for n in range(1, 5)}
    assert refusal(lambda: book(camille, rare, third, at("11:00"))) == "quota-reached"
    assert refusal(lambda: hold(camille, rare, at("11:00"))) == "quota-reached"
    assert book(camille, rare, third, at("09:00", TUESDAY)).status == "booked"


def test_nobody_who_offers_it_is_no_free_time_and_no_failure(world: World, camille: Actor, ours: House) -> None:
    nobody_s = replace(ours, visit_reason=make_visit_reason(ours.practice, [], "De personne", daily_quota=2))
    assert days(camille, nobody_s) == set()
    doctor = world.actor(DR_MARTIN)
    with acting_as(doctor):
        assert first_bookable(doctor, ours.practice.id) is not None


def test_other_reasons_and_other_agendas_have_their_own_count(
    camille: Actor, ours: House, rare: House, patient: Patient, other_patient: Patient
) -> None:
    colleague = make_role(ours.practice, ours.location)
    open_every_week(colleague)
    both = make_visit_reason(ours.practice, [ours.role, colleague], "Une par jour", daily_quota=1)
    one, other = replace(ours, visit_reason=both), replace(ours, visit_reason=both, role=colleague)
    book(camille, one, patient.id, at("09:00"))
    assert refusal(lambda: book(camille, one, other_patient.id, at("10:00"))) == "quota-reached"
    assert book(camille, other, other_patient.id, at("10:00")).status == "booked"
    assert book(camille, rare, other_patient.id, at("11:00")).status == "booked"


def test_what_gives_its_time_back_gives_its_place_back(
    camille: Actor, rare: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    first, second = book(camille, rare, patient.id, at("09:00")), book(camille, rare, patient.id, at("10:00"))
    assert MONDAY not in days(camille, rare)
    services.cancel_appointment(actor=camille, appointment_id=first.id, by=CancelledBy.PATIENT, reason="Empêché")
    assert MONDAY in days(camille, rare)
    hold(camille, rare, at("11:00"))
    assert MONDAY not in days(camille, rare)
    travel.shift(timedelta(minutes=2))
    assert MONDAY in days(camille, rare)
    travel.move_to(at("10:00"))
    services.mark_noshow(actor=camille, appointment_id=second.id)
    hold(camille, rare, at("11:00"))
    assert book(camille, rare, patient.id, at("11:15")).status == "booked"


def test_a_hold_keeps_the_place_it_becomes(
    camille: Actor, rare: House, patient: Patient, other_patient: Patient
) -> None:
    kept = hold(camille, rare, at("09:00"))
    book(camille, rare, other_patient.id, at("10:00"))
    assert refusal(lambda: book(camille, rare, other_patient.id, at("11:00"))) == "quota-reached"
    visit = services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=kept.id)
    assert visit.status == "booked"


def test_a_hold_whose_place_was_given_away_is_refused(
    camille: Actor, rare: House, patient: Patient, other_patient: Patient
) -> None:
    kept = hold(camille, rare, at("09:00"))
    book(camille, rare, other_patient.id, at("10:00"))
    with acting_as(system_actor(rare.practice.id)):
        VisitReason.objects.filter(pk=rare.visit_reason.pk).update(daily_quota=1)
    assert (
        refusal(lambda: services.book_from_hold(actor=camille, patient_id=patient.id, hold_id=kept.id))
        == "quota-reached"
    )
    assert HeldVisit.objects.filter(pk=kept.id).exists()


def test_a_visit_moves_within_its_full_day_and_not_into_another(
    camille: Actor, rare: House, patient: Patient, other_patient: Patient
) -> None:
    first = book(camille, rare, patient.id, at("09:00"))
    book(camille, rare, other_patient.id, at("10:00"))
    moved = services.move_appointment(actor=camille, appointment_id=first.id, start=at("11:00"))
    assert moved.starts_at == at("11:00")
    for start in (at("09:00", TUESDAY), at("10:00", TUESDAY)):
        later = book(camille, rare, patient.id, start)
    assert (
        refusal(lambda: services.move_appointment(actor=camille, appointment_id=later.id, start=at("09:00")))
        == "quota-reached"
    )


def test_what_is_taken_back_takes_its_place_again_or_not_at_all(
    camille: Actor, rare: House, patient: Patient, other_patient: Patient
) -> None:
    first = book(camille, rare, patient.id, at("09:00"))
    book(camille, rare, patient.id, at("10:00"))
    gone = {"actor": camille, "appointment_id": first.id}
    services.cancel_appointment(**gone, by=CancelledBy.PATIENT, reason="Empêché")
    assert services.undo_cancellation(**gone).status == "booked"
    services.cancel_appointment(**gone, by=CancelledBy.PATIENT, reason="Empêché")
    book(camille, rare, other_patient.id, at("11:00"))
    assert refusal(lambda: services.undo_cancellation(**gone)) == "quota-reached"
    assert Appointment.objects.get(pk=first.id).status == "cancelled"


def test_an_overbooked_visit_passes_the_quota_and_counts(
    camille: Actor, rare: House, patient: Patient, other_patient: Patient
) -> None:
    for start in ("09:00", "10:00"):
        book(camille, rare, patient.id, at(start))
    assert book(camille, rare, other_patient.id, at("11:00"), overbooked="Urgence").status == "booked"
    with acting_as(system_actor(rare.practice.id)):
        VisitReason.objects.filter(pk=rare.visit_reason.pk).update(daily_quota=3)
    assert MONDAY not in days(camille, rare)


def test_the_day_is_the_one_of_the_place(camille: Actor, ours: House, patient: Patient) -> None:
    """Sunday 23:00 in Paris is Monday 02:00 in Saint-Denis."""
    island = make_location(ours.practice, "Saint-Denis", timezone="Indian/Reunion", holiday_territory="974")
    role = make_role(ours.practice, island)
    open_every_week(role, "00:00", "00:00", weekdays=tuple(range(7)))
    house = replace(ours, role=role, visit_reason=make_visit_reason(ours.practice, [role], "Une", daily_quota=1))
    book(camille, house, patient.id, at("23:00", MONDAY))
    assert refusal(lambda: book(camille, house, patient.id, at("10:00", TUESDAY))) == "quota-reached"
    assert book(camille, house, patient.id, at("20:00", MONDAY)).status == "booked"


def test_a_quota_costs_a_search_nothing_and_a_booking_two_statements(
    camille: Actor, ours: House, rare: House, patient: Patient, other_patient: Patient
) -> None:
    costs = []
    for house, who, start in ((ours, patient, "09:00"), (rare, other_patient, "10:00")):
        with CaptureQueriesContext(connection) as searched:
            assert days(camille, house)
        with CaptureQueriesContext(connection) as booked:
            book(camille, house, who.id, at(start))
        costs.append((len(searched), len(booked)))
    (plain_search, plain_booking), (rare_search, rare_booking) = costs
    assert rare_search == plain_search <= 6
    assert rare_booking == plain_booking + 2


@pytest.mark.parametrize("quota", [0, -1, 501])
def test_a_quota_is_a_number_from_1_to_500(ours: House, quota: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_visit_reason(ours.practice, [ours.role], "Faux", daily_quota=quota)
    assert [error.field for error in refused.value.errors] == ["daily_quota"]


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_many_desks_race_for_the_last_places_of_a_day() -> None:
    world = make_world()
    house, day = world.ours, (datetime.now(UTC) + timedelta(days=10)).date()
    everything = system_actor(house.practice.id)
    with acting_as(everything):
        for weekday in range(7):
            terms = services.RuleTerms(weekday, time(0), time(0), day - timedelta(days=30))
            services.add_opening_rule(actor=everything, practitioner_role_id=house.role.id, terms=terms)
    people = [make_patient(house.practice, name).id for name in NAMES]
    for most in (1, 3):
        reason = make_visit_reason(house.practice, [house.role], f"{most} par jour", daily_quota=most)
        noon = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        day += timedelta(days=1)
        for holds_first in (False, True):
            start = noon + timedelta(days=2 * holds_first)
            answers = race(world, replace(house, visit_reason=reason), people, start, holds_first=holds_first)
            assert sorted(answers) == ["booked"] * most + ["quota-reached"] * (len(people) - most)
            assert booked_on(house, reason.id, start) == most


def booked_on(house: House, reason_id: UUID, start: datetime) -> int:
    with acting_as(system_actor(house.practice.id)), transaction.atomic():
        visits = Appointment.objects.filter(visit_reason_id=reason_id, occupancy__isnull=False)
        return visits.filter(starts_at__date=start.date()).count()


def race(world: World, house: House, people: list[UUID], start: datetime, *, holds_first: bool) -> list[str]:
    """Everybody books another time of the same day at the same moment, half of them through a hold."""
    actor, gate = world.actor(CAMILLE), threading.Barrier(len(people))
    answers: list[str] = []

    def run(position: int, patient_id: UUID) -> None:
        wanted: dict[str, Any] = {
            "actor": actor,
            "visit_reason_id": house.visit_reason.id,
            "practitioner_role_id": house.role.id,
            "start": start + timedelta(minutes=15 * position),
        }
        try:
            with acting_as(actor):
                gate.wait(timeout=20)
                if holds_first and position % 2:
                    kept = services.hold_slot(**wanted)
                    services.book_from_hold(actor=actor, patient_id=patient_id, hold_id=kept.id)
                else:
                    services.book_appointment(patient_id=patient_id, **wanted)
                answers.append("booked")
        except DomainError as refused:
            answers.append(str(refused.extra.get("reason", refused.code)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
