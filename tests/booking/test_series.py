"""Series: whole or nothing, this one, the following or all, the same hour on both sides of a change of clocks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit.services import Event
from booking import services
from booking.errors import AppointmentChanged, ForbiddenTransition, SeriesRefused
from booking.models import Appointment, CancelledBy, Occupancy
from booking.proposal import propose_series, series_of
from booking.series import LONGEST, Scope, nearest_starts, occurrences, overlapping, shifted
from booking.services.series import book_series
from booking.services.series_changes import cancel_series, move_series
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import Actor, acting_as, system_actor
from outbox.models import OutboxRow
from patients.models import Patient
from practices.models import VisitReason
from tests.factories.booking import MONDAY, NOW, PARIS, at, book, hold
from tests.factories.practices import House, World
from tests.personas import NADIA

WEEK = timedelta(days=7)


def weeks(clock: str = "09:00", count: int = 4, *, since: date = MONDAY) -> list[datetime]:
    return [at(clock, since + number * WEEK) for number in range(count)]


def series(actor: Actor, house: House, patient: Patient, starts: Sequence[datetime]) -> list[Appointment]:
    return book_series(
        actor=actor,
        patient_id=patient.id,
        visit_reason_id=house.visit_reason.id,
        practitioner_role_id=house.role.id,
        starts=starts,
    )


def clocks(visits: Sequence[Appointment]) -> list[str]:
    return [f"{visit.starts_at.astimezone(PARIS):%d/%m %H:%M}" for visit in visits]


def same_taken(visits: Sequence[Appointment]) -> bool:
    """Whether each visit's occupancy lies where the visit does."""
    for visit in visits:
        taken = Occupancy.objects.get(pk=visit.occupancy_id)
        if (taken.starts_at, taken.ends_at, taken.practitioner_id) != (
            visit.starts_at,
            visit.ends_at,
            visit.practitioner_id,
        ):
            return False
    return True


# Booking


def test_a_series_books_every_visit_under_one_id(
    camille: Actor, ours: House, patient: Patient, journal: list[Event]
) -> None:
    visits = series(camille, ours, patient, list(reversed(weeks())))
    assert [visit.starts_at for visit in visits] == weeks()
    assert len({visit.series_id for visit in visits}) == 1 and visits[0].series_id
    assert {visit.status for visit in visits} == {"booked"}
    assert same_taken(visits)
    booked = [event for event in journal if event.action == "booking:appointment:booked"]
    assert {event.entity[1] for event in booked if event.entity} == {visit.id for visit in visits}
    assert {event.patient_id for event in booked} == {patient.id}
    assert OutboxRow.objects.filter(topic="appointment.booked").count() == 4


def test_a_series_with_one_lost_start_books_nothing_and_names_it(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, other_patient.id, weeks()[2])
    with pytest.raises(SeriesRefused) as refusal:
        series(camille, ours, patient, weeks())
    (line,) = refusal.value.extra["failed"]
    assert (line["start"], line["reason"]) == (weeks()[2].isoformat(), "taken")
    assert [one["start"] for one in line["alternatives"]] == [
        (weeks()[2] + timedelta(minutes=minutes)).isoformat() for minutes in (15, 30, 45)
    ]
    assert Appointment.objects.count() == Occupancy.objects.count() == 1
    assert series(camille, ours, patient, [*weeks()[:2], weeks()[3]])


def test_every_start_that_fails_is_named_with_its_own_reason(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, other_patient.id, at("09:00"))
    services.add_closure(
        actor=system_actor(ours.practice.id),
        location_id=ours.location.id,
        start=at("00:00", MONDAY + WEEK),
        end=at("23:00", MONDAY + WEEK),
    )
    wanted = [*weeks(count=3), at("09:07", MONDAY + 2 * WEEK), at("09:00", MONDAY + 30 * WEEK)]
    with pytest.raises(SeriesRefused) as refusal:
        series(camille, ours, patient, wanted)
    assert [line["reason"] for line in refusal.value.extra["failed"]] == ["taken", "closed", "off-grid", "too-far"]


def test_a_date_twice_in_one_series_is_refused(camille: Actor, ours: House, patient: Patient) -> None:
    with pytest.raises(SeriesRefused) as refusal:
        series(camille, ours, patient, [at("09:00"), at("09:00")])
    assert [line["reason"] for line in refusal.value.extra["failed"]] == ["same-series"]


def test_the_patient_is_not_expected_elsewhere_during_a_series(camille: Actor, ours: House, patient: Patient) -> None:
    book(camille, ours, patient.id, at("20:00"), overbooked="Visite du soir")
    evening = at("20:00")
    with pytest.raises(SeriesRefused) as refusal:
        series(camille, ours, patient, [evening])
    assert refusal.value.extra["failed"][0]["reason"] == "not-open"
    assert series(camille, ours, patient, weeks())


def test_a_series_takes_the_place_of_an_expired_hold(camille: Actor, ours: House, patient: Patient) -> None:
    held = hold(camille, ours, at("09:00"))
    with pytest.raises(SeriesRefused):
        series(camille, ours, patient, weeks())
    Occupancy.objects.filter(pk=held.id).update(expires_at=NOW - timedelta(minutes=1))
    assert len(series(camille, ours, patient, weeks())) == 4


def test_a_daily_quota_counts_the_visits_of_the_series_itself(camille: Actor, ours: House, patient: Patient) -> None:
    VisitReason.objects.filter(pk=ours.visit_reason.pk).update(daily_quota=2)
    with pytest.raises(SeriesRefused) as refusal:
        series(camille, ours, patient, [at("09:00"), at("09:30"), at("10:00")])
    assert {line["reason"] for line in refusal.value.extra["failed"]} == {"quota-reached"}
    visits = series(camille, ours, patient, [at("09:00"), at("09:30")])
    moved = move_series(actor=camille, appointment_id=visits[0].id, start=at("10:00"), scope=Scope.ALL)
    assert clocks(moved) == ["14/01 10:00", "14/01 10:30"]


def test_a_series_costs_the_same_statements_whatever_its_length(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    counts = []
    for person, starts in ((patient, weeks(count=2)), (other_patient, weeks("10:00", count=12))):
        with CaptureQueriesContext(connection) as seen:
            series(camille, ours, person, starts)
        counts.append(len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1] <= 16


@pytest.mark.parametrize("count", [0, LONGEST + 1])
def test_a_series_has_a_length(camille: Actor, ours: House, patient: Patient, count: int) -> None:
    with pytest.raises(InvalidInput):
        series(camille, ours, patient, weeks(count=count))


def test_series_are_of_the_practice_and_for_who_may_book(
    camille: Actor, charlie: Actor, world: World, ours: House, patient: Patient
) -> None:
    with acting_as(charlie), pytest.raises(NotFound):
        series(charlie, ours, patient, weeks())
    nadia = world.actor(NADIA)
    with acting_as(nadia), pytest.raises(Forbidden):
        series(nadia, ours, patient, weeks())
    visits = series(camille, ours, patient, weeks())
    with acting_as(charlie):
        for act in (
            lambda: move_series(actor=charlie, appointment_id=visits[0].id, start=at("10:00"), scope=Scope.ALL),
            lambda: cancel_series(
                actor=charlie, appointment_id=visits[0].id, by=CancelledBy.PATIENT, reason=None, scope=Scope.ALL
            ),
            lambda: series_of(charlie, visits[0].id),
        ):
            with pytest.raises(NotFound):
                act()


# Moving


def test_one_visit_moves_alone_and_stays_in_its_series(camille: Actor, ours: House, patient: Patient) -> None:
    visits = series(camille, ours, patient, weeks())
    (moved,) = move_series(
        actor=camille, appointment_id=visits[1].id, start=at("10:00", MONDAY + WEEK), scope=Scope.THIS
    )
    assert moved.series_id == visits[0].series_id
    assert clocks(series_of(camille, visits[0].id)) == ["14/01 09:00", "21/01 10:00", "28/01 09:00", "04/02 09:00"]


def test_the_following_visits_move_by_as_much(
    camille: Actor, ours: House, patient: Patient, journal: list[Event]
) -> None:
    visits = series(camille, ours, patient, weeks())
    tuesday = at("09:30", MONDAY + WEEK + timedelta(days=1))
    moved = move_series(actor=camille, appointment_id=visits[1].id, start=tuesday, scope=Scope.FOLLOWING)
    assert clocks(moved) == ["22/01 09:30", "29/01 09:30", "05/02 09:30"]
    assert same_taken(moved)
    assert {visit.version for visit in moved} == {2}
    assert clocks(series_of(camille, visits[0].id))[0] == "14/01 09:00"
    named = [event.entity for event in journal if event.action == "booking:appointment:moved"]
    assert {entity[1] for entity in named if entity} == {visit.id for visit in moved}


def test_all_visits_move_into_each_others_former_times(camille: Actor, ours: House, patient: Patient) -> None:
    """A shift by a week meets nobody but the series itself."""
    visits = series(camille, ours, patient, weeks())
    moved = move_series(actor=camille, appointment_id=visits[0].id, start=weeks()[1], scope=Scope.ALL)
    assert [visit.starts_at for visit in moved] == [start + WEEK for start in weeks()]
    assert same_taken(moved)


def test_a_move_that_one_visit_cannot_follow_moves_nothing(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    visits = series(camille, ours, patient, weeks())
    book(camille, ours, other_patient.id, at("10:00", MONDAY + 3 * WEEK))
    with pytest.raises(SeriesRefused) as refusal:
        move_series(actor=camille, appointment_id=visits[0].id, start=at("10:00"), scope=Scope.ALL)
    assert [line["start"] for line in refusal.value.extra["failed"]] == [at("10:00", MONDAY + 3 * WEEK).isoformat()]
    assert refusal.value.extra["failed"][0]["alternatives"]
    still = series_of(camille, visits[0].id)
    assert [visit.starts_at for visit in still] == weeks()
    assert same_taken(still)


def test_what_is_over_or_cancelled_does_not_move_with_the_others(camille: Actor, ours: House, patient: Patient) -> None:
    visits = series(camille, ours, patient, weeks())
    services.cancel_appointment(actor=camille, appointment_id=visits[2].id, by=CancelledBy.PATIENT, reason=None)
    services.mark_arrived(actor=camille, appointment_id=visits[0].id)
    moved = move_series(actor=camille, appointment_id=visits[1].id, start=at("11:00", MONDAY + WEEK), scope=Scope.ALL)
    assert [visit.id for visit in moved] == [visits[1].id, visits[3].id]
    with pytest.raises(ForbiddenTransition):
        move_series(actor=camille, appointment_id=visits[2].id, start=at("11:00"), scope=Scope.ALL)


def test_a_visit_seen_in_an_older_version_moves_nothing(camille: Actor, ours: House, patient: Patient) -> None:
    visits = series(camille, ours, patient, weeks())
    with pytest.raises(AppointmentChanged):
        move_series(actor=camille, appointment_id=visits[0].id, start=at("10:00"), scope=Scope.ALL, expected_version=7)


def test_a_wall_clock_hour_stays_across_the_change_of_clocks(camille: Actor, ours: House, patient: Patient) -> None:
    """The clocks jump on 31 March 2041: ten o'clock is 09:00 in UTC before, 08:00 after."""
    VisitReason.objects.filter(pk=ours.visit_reason.pk).update(booking_window_days=365)
    found = propose_series(
        camille,
        visit_reason_id=ours.visit_reason.id,
        practitioner_role_id=ours.role.id,
        first=at("10:00", date(2041, 3, 25)),
        every_weeks=1,
        count=3,
    )
    assert [f"{start:%H:%M}" for start in found.starts] == ["10:00"] * 3
    assert [start.astimezone(UTC).hour for start in found.starts] == [9, 8, 8]
    visits = series(camille, ours, patient, found.starts)
    moved = move_series(
        actor=camille, appointment_id=visits[0].id, start=at("11:00", date(2041, 3, 25)), scope=Scope.ALL
    )
    assert [f"{visit.starts_at.astimezone(PARIS):%H:%M}" for visit in moved] == ["11:00"] * 3


# Cancelling


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope.THIS, ["14/01 09:00", "28/01 09:00", "04/02 09:00"]),
        (Scope.FOLLOWING, ["14/01 09:00"]),
        (Scope.ALL, []),
    ],
)
@pytest.mark.parametrize("reason", [None, "Fin des séances"])
def test_a_cancellation_reaches_as_far_as_it_says(
    camille: Actor, ours: House, patient: Patient, scope: Scope, left: list[str], reason: str | None
) -> None:
    visits = series(camille, ours, patient, weeks())
    cancelled = cancel_series(
        actor=camille, appointment_id=visits[1].id, by=CancelledBy.PATIENT, reason=reason, scope=scope
    )
    kept = [visit for visit in series_of(camille, visits[0].id) if visit.status == "booked"]
    assert clocks(kept) == left
    assert Occupancy.objects.count() == len(left)
    for visit in Appointment.objects.filter(pk__in=[visit.pk for visit in cancelled]):
        assert (visit.cancelled_by, visit.version) == ("patient", 2)
        assert (visit.cancel_reason.open() if visit.cancel_reason else None) == reason
    assert OutboxRow.objects.filter(topic="appointment.cancelled").count() == len(cancelled)


# Proposing


def test_a_proposal_skips_what_is_not_offered_and_says_why(
    camille: Actor, ours: House, patient: Patient, other_patient: Patient
) -> None:
    book(camille, ours, other_patient.id, weeks()[1])
    services.add_absence(
        actor=system_actor(ours.practice.id),
        practice_id=ours.practice.id,
        practitioner_id=ours.role.practitioner_id,
        start=at("00:00", MONDAY + 3 * WEEK),
        end=at("23:00", MONDAY + 3 * WEEK),
    )
    found = propose_series(
        camille,
        visit_reason_id=ours.visit_reason.id,
        practitioner_role_id=ours.role.id,
        first=at("09:00"),
        every_weeks=1,
        count=4,
        patient_id=patient.id,
    )
    assert found.starts == [at("09:00", MONDAY + number * WEEK) for number in (0, 2, 4, 5)]
    assert [(line["start"], line["reason"]) for line in found.skipped] == [
        (weeks()[1].isoformat(), "taken"),
        (weeks()[3].isoformat(), "absent"),
    ]
    assert found.skipped[0]["alternatives"]
    assert len(series(camille, ours, patient, found.starts)) == 4


def test_a_proposal_ends_with_the_booking_window(camille: Actor, ours: House) -> None:
    found = propose_series(
        camille,
        visit_reason_id=ours.visit_reason.id,
        practitioner_role_id=ours.role.id,
        first=at("09:00"),
        every_weeks=4,
        count=20,
    )
    assert 2 <= len(found.starts) < 20


# The pure part

ZONES = st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/New_York", "Australia/Lord_Howe"])
# Hypothesis wants its bounds without a zone.
MOMENTS = st.datetimes(datetime(2030, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(first=MOMENTS, every=st.integers(1, 26), zone=ZONES, count=st.integers(1, 30))
def test_dates_keep_their_weekday_and_hour(first: datetime, every: int, zone: str, count: int) -> None:
    clock = ZoneInfo(zone)
    there = first.astimezone(clock)
    found = [next_one for next_one, _ in zip(occurrences(first, every, zone), range(count), strict=False)]
    assert len(found) == count
    for number, date_ in enumerate(found):
        assert date_.day == there.date() + number * every * WEEK
        if date_.start is None:
            wall = datetime.combine(date_.day, date_.wall, tzinfo=clock)
            assert wall.astimezone(UTC).astimezone(clock).time() != date_.wall
        else:
            assert date_.start.astimezone(clock).time() == there.time().replace(fold=0)


@given(starts=st.lists(MOMENTS, min_size=1, max_size=12), pivot=MOMENTS, target=MOMENTS, zone=ZONES)
def test_a_shift_keeps_the_distances_on_the_clock(
    starts: list[datetime], pivot: datetime, target: datetime, zone: str
) -> None:
    clock = ZoneInfo(zone)
    walls = [start.astimezone(clock).replace(tzinfo=None, fold=0) for start in starts]
    moved = shifted(starts, pivot, target, zone)
    new = [datetime.combine(one.day, one.wall) for one in moved]
    assert [two - new[0] for two in new] == [two - walls[0] for two in walls]
    (own,) = shifted([pivot], pivot, target, zone)
    assert own.start == target.astimezone(clock).replace(fold=0).astimezone(UTC)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10)), max_size=12))
def test_what_is_left_without_the_overlapping_is_disjoint(pairs: list[tuple[int, int]]) -> None:
    spans = [(start, start + length) for start, length in pairs]
    found = overlapping(spans)
    kept = sorted(span for position, span in enumerate(spans) if position not in found)
    assert all(one[1] <= two[0] for one, two in pairwise(kept))
    assert bool(found) == any(
        one[0] < two[1] and two[0] < one[1] for n, one in enumerate(spans) for two in spans[n + 1 :]
    )


def test_the_nearest_starts_come_nearest_first() -> None:
    assert nearest_starts(10, [1, 9, 11, 30]) == [9, 11, 1]
