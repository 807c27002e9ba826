"""The search for free slots: what it offers, what it costs, what comes next."""

import itertools
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import services
from booking.availability import covers, difference, overlaps, union
from booking.counted import taken_time
from booking.errors import NotOffered, SlotTaken, WrongRange
from booking.models import Occupancy
from booking.offer import agenda_of
from booking.queries import SlotSearch, search_slots
from core.errors import Forbidden, NotFound
from core.scoping import Actor, Channel, acting_as, system_actor
from patients.models import Patient
from practices.enums import HolidayTerritory
from practices.models import PractitionerRole, VisitReason
from practices.permissions import Permission
from tests.factories.booking import MONDAY, NOW, PARIS, at, book, hold, open_every_week
from tests.factories.practices import House, World, make_location, make_role, make_visit_reason

REUNION = ZoneInfo("Indian/Reunion")
BOUNDS = (at("09:00"), at("12:00"))


def search(actor: Actor, house: House, start: datetime, end: datetime, **options: object) -> SlotSearch:
    return search_slots(actor, visit_reason_id=house.visit_reason.id, start=start, end=end, **options)  # type: ignore[arg-type]


def starts(found: SlotSearch) -> list[str]:
    return [f"{start:%H:%M}" for group in found.groups for start in group.starts]


def test_the_free_starts_of_a_morning_leave_out_what_is_booked_and_held(
    camille: Actor, ours: House, patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:15"))
    hold(camille, ours, at("10:00"))
    found = search(camille, ours, at("09:00"), at("10:30"))
    assert starts(found) == ["09:00", "09:30", "09:45", "10:15"]
    [group] = found.groups
    assert (group.practitioner_role_id, group.location_id, group.timezone, group.duration_minutes) == (
        ours.role.id,
        ours.location.id,
        "Europe/Paris",
        15,
    )


def test_an_expired_hold_is_ignored_by_the_search(camille: Actor, ours: House, travel: time_machine.Traveller) -> None:
    hold(camille, ours, at("09:00"))
    assert "09:00" not in starts(search(camille, ours, at("09:00"), at("09:30")))
    travel.shift(timedelta(minutes=2))
    assert "09:00" in starts(search(camille, ours, at("09:00"), at("09:30")))
    assert Occupancy.objects.count() == 1


def test_notice_and_booking_window_cut_the_search(camille: Actor, ours: House) -> None:
    cautious = make_visit_reason(ours.practice, [ours.role], "Réfléchi", min_notice_minutes=180, booking_window_days=2)
    house = replace(ours, visit_reason=cautious)
    assert starts(search(camille, house, at("09:00"), at("12:00")))[0] == "10:00"
    week = search(camille, house, at("00:00"), at("00:00", MONDAY + timedelta(days=7)))
    assert {start.date() for start in week.groups[0].starts} == {MONDAY, MONDAY + timedelta(days=1)}
    assert (
        starts(search(camille, house, at("00:00", MONDAY + timedelta(days=3)), at("00:00", MONDAY + timedelta(days=7))))
        == []
    )


def test_a_reason_closed_to_the_door_has_no_slot(camille: Actor, ours: House) -> None:
    online = make_visit_reason(ours.practice, [ours.role], "En ligne", by_phone=False, by_web=True)
    house = replace(ours, visit_reason=online)
    assert search(camille, house, at("09:00"), at("12:00")) == SlotSearch([])
    assert search(camille, house, at("09:00"), at("12:00"), channel=Channel.WEB).groups
    assert search(replace(camille, channel=Channel.API), ours, at("09:00"), at("12:00")).groups


@pytest.mark.requirement("ST-08")
def test_nothing_is_offered_online_unless_the_practice_chose_it(camille: Actor, ours: House) -> None:
    visitor = replace(camille, channel=Channel.WEB)
    assert search(visitor, ours, at("09:00"), at("12:00")) == SlotSearch([])
    with pytest.raises(NotOffered) as refusal:
        hold(visitor, ours, at("09:00"))
    assert refusal.value.extra["reason"] == "wrong-door"
    chosen = make_visit_reason(ours.practice, [ours.role], "En ligne", by_web=True)
    assert search(visitor, replace(ours, visit_reason=chosen), at("09:00"), at("12:00")).groups


def test_new_and_known_patients_see_what_is_meant_for_them(camille: Actor, ours: House, patient: Patient) -> None:
    follow_up = make_visit_reason(ours.practice, [ours.role], "Suite", open_to_new_patients=False)
    house = replace(ours, visit_reason=follow_up)
    assert not search(camille, house, at("09:00"), at("12:00"), patient_id=patient.id).groups
    book(camille, ours, patient.id, at("09:00"))
    assert search(camille, house, at("09:00"), at("12:00"), patient_id=patient.id).groups


def test_after_an_empty_period_the_next_start_is_told(camille: Actor, ours: House, patient: Patient) -> None:
    weekend = search(camille, ours, at("00:00", MONDAY + timedelta(days=5)), at("00:00", MONDAY + timedelta(days=7)))
    assert weekend.groups == []
    assert weekend.next_available == at("09:00", MONDAY + timedelta(days=7))
    services.add_closure(
        actor=system_actor(ours.practice.id),
        location_id=ours.location.id,
        start=at("00:00"),
        end=at("10:00", MONDAY + timedelta(days=60)),
    )
    later = search(camille, ours, at("00:00"), at("00:00", MONDAY + timedelta(days=7)))
    assert later.next_available == at("10:00", MONDAY + timedelta(days=60))
    services.add_closure(
        actor=system_actor(ours.practice.id),
        location_id=ours.location.id,
        start=at("00:00"),
        end=at("10:00", MONDAY + timedelta(days=200)),
    )
    assert search(camille, ours, at("00:00"), at("12:00")).next_available is None


def test_a_limit_keeps_the_earliest_starts_of_all_agendas_together(camille: Actor, ours: House) -> None:
    colleague = make_role(ours.practice, ours.location, position=5)
    open_every_week(colleague, "10:00", "11:00")
    both = make_visit_reason(ours.practice, [ours.role, colleague], "À deux", duration_minutes=30)
    house = replace(ours, visit_reason=both)
    found = search(camille, house, at("09:00"), at("12:00"), limit=4)
    assert [(group.practitioner_role_id, [f"{s:%H:%M}" for s in group.starts]) for group in found.groups] == [
        (ours.role.id, ["09:00", "09:30", "10:00"]),
        (colleague.id, ["10:00"]),
    ]
    only = search(camille, house, at("09:00"), at("12:00"), practitioner_role_ids=[colleague.id])
    assert [group.practitioner_role_id for group in only.groups] == [colleague.id]


def test_agendas_that_open_alike_are_offered_together_as_each_alone(
    camille: Actor, ours: House, patient: Patient
) -> None:
    system = system_actor(ours.practice.id)
    island = make_location(ours.practice, "Saint-Denis", timezone="Indian/Reunion", holiday_territory="974")
    places = (ours.location, ours.location, island, ours.location)
    alike, with_more, abroad, other = (make_role(ours.practice, place) for place in places)
    for role in (alike, with_more, abroad):
        open_every_week(role)
    open_every_week(other, "10:00", "11:00")
    services.add_opening_exception(
        actor=system, practitioner_role_id=with_more.id, day=MONDAY, opens=at("14:00").time(), closes=at("14:30").time()
    )
    roles = [ours.role, alike, with_more, abroad, other]
    shared = replace(ours, visit_reason=make_visit_reason(ours.practice, roles, "Partout"))
    book(camille, replace(shared, role=alike), patient.id, at("09:15"))
    week = (at("00:00"), at("00:00", MONDAY + timedelta(days=7)))
    together = search(camille, shared, *week).groups
    alone = [search(camille, shared, *week, practitioner_role_ids=[role.id]).groups for role in roles]
    assert together == sorted((group for [group] in alone), key=lambda group: together.index(group))
    assert len({tuple(group.seconds) for group in together}) == 5


def test_a_practitioner_busy_at_another_practice_is_not_offered_here(
    camille: Actor, charlie: Actor, ours: House, world: World, patient: Patient
) -> None:
    abroad = make_role(world.theirs.practice, world.theirs.location, ours.role.practitioner)
    open_every_week(abroad)
    reason = make_visit_reason(world.theirs.practice, [abroad], "Vacation")
    book(camille, ours, patient.id, at("09:15"))
    with acting_as(charlie):
        found = search(charlie, replace(world.theirs, role=abroad, visit_reason=reason), at("09:00"), at("09:45"))
    assert starts(found) == ["09:00", "09:30"]


def test_the_ranges_of_practitioners_one_does_not_work_with_are_not_told(
    camille: Actor, charlie: Actor, ours: House, patient: Patient
) -> None:
    book(camille, ours, patient.id, at("09:15"))
    low, high = int(at("08:00").timestamp()), int(at("12:00").timestamp())
    agenda = agenda_of(camille, ours.role.id)
    assert set(taken_time([agenda], low, high, None).busy) == {ours.role.practitioner_id}
    with acting_as(charlie):
        assert taken_time([agenda], low, high, None).busy == {}


def test_a_search_costs_at_most_six_statements_whatever_its_size(camille: Actor, ours: House) -> None:
    roles = [ours.role, *(make_role(ours.practice, ours.location) for _ in range(6))]
    for role in roles[1:]:
        open_every_week(role)
    wide = replace(ours, visit_reason=make_visit_reason(ours.practice, roles, "Partout"))
    quarter = at("00:00", MONDAY + timedelta(days=90))
    with CaptureQueriesContext(connection) as full:
        assert len(search(camille, wide, at("00:00"), quarter).groups) == 7
    with CaptureQueriesContext(connection) as empty:
        assert search(camille, wide, at("13:00"), at("14:00")).next_available is not None
    assert len(full.captured_queries) <= 4
    assert len(empty.captured_queries) <= 6


@pytest.mark.requirement("ST-19")
def test_only_who_may_search_searches(camille: Actor, charlie: Actor, ours: House, world: World) -> None:
    weaker = replace(
        camille, grants={ours.practice.id: camille.grants[ours.practice.id] - {Permission.SLOT_SEARCH.value}}
    )
    with pytest.raises(Forbidden):
        search(weaker, ours, at("09:00"), at("12:00"))
    with acting_as(charlie), pytest.raises(NotFound):
        search(charlie, ours, at("09:00"), at("12:00"))
    with pytest.raises(NotFound):
        search(camille, ours, at("09:00"), at("12:00"), practitioner_role_ids=[world.theirs.role.id])


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (at("09:00"), at("09:00"), "end-before-start"),
        (at("10:00"), at("09:00"), "end-before-start"),
        (at("09:00"), at("09:00", MONDAY + timedelta(days=94)), "range-too-long"),
    ],
)
def test_an_impossible_period_is_refused(
    camille: Actor, ours: House, start: datetime, end: datetime, code: str
) -> None:
    with pytest.raises(WrongRange) as refusal:
        search(camille, ours, start, end)
    assert refusal.value.errors[0].code == code


# Places and clocks


def reunion_house(house: House) -> tuple[House, PractitionerRole]:
    place = make_location(
        house.practice, "Saint-Denis", timezone="Indian/Reunion", holiday_territory=HolidayTerritory.REUNION
    )
    role = make_role(house.practice, place)
    open_every_week(role, weekdays=(0, 1, 2, 3, 4, 5, 6))
    reason = make_visit_reason(house.practice, [role], "Pédiatrie", booking_window_days=730)
    return replace(house, role=role, visit_reason=reason), role


def test_la_reunion_opens_by_its_own_clock(camille: Actor, ours: House) -> None:
    island, _ = reunion_house(ours)
    day = MONDAY + timedelta(days=1)
    found = search(camille, island, at("00:00", day, REUNION), at("00:00", day + timedelta(days=1), REUNION))
    assert found.groups[0].timezone == "Indian/Reunion"
    assert found.groups[0].starts[0] == at("09:00", day, REUNION)
    assert found.groups[0].starts[0].utcoffset() == timedelta(hours=4)


def test_la_reunion_keeps_the_twentieth_of_december(camille: Actor, ours: House) -> None:
    island, role = reunion_house(ours)
    day = date(2041, 12, 20)
    whole = (at("00:00", day, REUNION), at("00:00", day + timedelta(days=1), REUNION))
    assert search(camille, island, *whole).groups == []
    with acting_as(system_actor(ours.practice.id)):
        services.add_opening_exception(
            actor=system_actor(ours.practice.id),
            practitioner_role_id=role.id,
            day=day,
            opens=at("10:00").time(),
            closes=at("10:30").time(),
        )
    assert starts(search(camille, island, *whole)) == ["10:00", "10:15"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2041, 3, 31), ["01:00", "01:30", "03:00", "03:30"]),
        (date(2041, 10, 27), ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]),
    ],
)
def test_a_night_opening_follows_the_change_of_clocks(
    camille: Actor, ours: House, day: date, expected: list[str]
) -> None:
    night = make_role(ours.practice, ours.location)
    open_every_week(night, "01:00", "04:00", weekdays=(6,))
    reason = make_visit_reason(ours.practice, [night], "Garde", duration_minutes=30, booking_window_days=730)
    house = replace(ours, role=night, visit_reason=reason)
    found = search(camille, house, at("00:00", day), at("00:00", day + timedelta(days=1)))
    assert starts(found) == expected
    real = [start.timestamp() for start in found.groups[0].starts]
    assert [b - a for a, b in itertools.pairwise(real)] == [1800.0] * (len(real) - 1)


# What is offered is exactly what can be booked


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    taken=st.lists(st.integers(0, 35), max_size=8),
    duration=st.sampled_from([5, 10, 20, 35]),
    buffers=st.tuples(st.sampled_from([0, 5]), st.sampled_from([0, 10])),
)
def test_free_and_busy_make_up_the_openings_in_the_database_too(
    camille: Actor, ours: House, patient: Patient, taken: list[int], duration: int, buffers: tuple[int, int]
) -> None:
    Occupancy.objects.all().delete()
    morning = (int(at("09:00").timestamp()), int(at("12:00").timestamp()))
    short = replace(ours, visit_reason=reason_of(ours, duration, buffers))
    for slot in taken:
        with suppress(SlotTaken, NotOffered):
            hold(camille, short, at("09:00") + timedelta(minutes=5 * slot))
    taken = taken_time([agenda_of(camille, ours.role.id)], *morning, None)
    busy = taken.busy.get(ours.role.practitioner_id, [])
    free = difference([morning], busy)
    assert union([*free, *busy]) == union([morning, *busy])
    assert sum(end - start for start, end in [*free, *busy]) == sum(
        end - start for start, end in union([morning, *busy])
    )
    offered = [int(start.timestamp()) for group in search(camille, short, *BOUNDS).groups for start in group.starts]
    for start in offered:
        assert covers(free, (start, start + 60 * duration))
        assert not overlaps(busy, (start - 60 * buffers[0], start + 60 * (duration + buffers[1])))


def reason_of(house: House, duration: int, buffers: tuple[int, int]) -> VisitReason:
    name = f"{duration} minutes, tampons {buffers}"
    return VisitReason.objects.filter(name=name).first() or make_visit_reason(
        house.practice,
        [house.role],
        name,
        duration_minutes=duration,
        step_minutes=5,
        buffer_before_minutes=buffers[0],
        buffer_after_minutes=buffers[1],
    )


def test_the_clock_of_these_tests_stands_on_a_monday_morning(camille: Actor) -> None:
    assert NOW.astimezone(PARIS).strftime("%A %H:%M") == "Monday 07:00"
