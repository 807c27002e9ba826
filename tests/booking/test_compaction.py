"""Compact order: the starts that leave no unusable gap come first, day by day; by default the clock decides."""

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from booking.availability import Shape, difference, starts
from booking.compaction import ranked
from booking.queries import Order, first_available, search_slots
from core.scoping import Actor
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.practices import House, make_role, make_visit_reason

MINUTE, HOUR, DAY = 60, 3600, 86_400
MIDNIGHT = 86_400 * 20_000


def shown(actor: Actor, house: House, **options: Any) -> list[list[str]]:
    found = search_slots(
        actor, visit_reason_id=house.visit_reason.id, start=at("00:00"), end=at("00:00") + timedelta(days=1), **options
    )
    return [[f"{start:%H:%M}" for start in group.starts] for group in found.groups]


def test_filling_a_gap_comes_before_touching_a_neighbour_before_standing_alone() -> None:
    shape = Shape(duration=30 * MINUTE, step=15 * MINUTE)
    idle = [(MIDNIGHT, MIDNIGHT + 2 * HOUR), (MIDNIGHT + 3 * HOUR, MIDNIGHT + 3 * HOUR + 30 * MINUTE)]
    free = [start for low, high in idle for start in range(low, high - shape.duration + 1, shape.step)]
    order = [(rank.start - MIDNIGHT) // MINUTE for rank in ranked(free, shape, idle, 30 * MINUTE, "UTC")]
    assert order == [180, 0, 90, 30, 45, 60, 15, 75]
    lost = {(rank.start - MIDNIGHT) // MINUTE: rank.lost for rank in ranked(free, shape, idle, 30 * MINUTE, "UTC")}
    assert lost == {0: 0, 15: 900, 30: 0, 45: 0, 60: 0, 75: 900, 90: 0, 180: 0}


def test_a_gap_that_a_shorter_visit_fills_is_not_lost() -> None:
    shape = Shape(duration=30 * MINUTE, step=15 * MINUTE)
    [rank] = ranked([MIDNIGHT + 15 * MINUTE], shape, [(MIDNIGHT, MIDNIGHT + 45 * MINUTE)], 15 * MINUTE, "UTC")
    assert rank.lost == 0
    [rank] = ranked([MIDNIGHT + 15 * MINUTE], shape, [(MIDNIGHT, MIDNIGHT + 45 * MINUTE)], 20 * MINUTE, "UTC")
    assert rank.lost == 15 * MINUTE


@given(
    busy=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)), max_size=6),
    duration=st.sampled_from([10, 20, 30]),
    step=st.sampled_from([5, 10]),
    buffer=st.sampled_from([0, 5]),
)
def test_compact_order_is_the_same_starts_days_in_order_losses_rising(
    busy: list[tuple[int, int]], duration: int, step: int, buffer: int
) -> None:
    shape = Shape(duration * MINUTE, step * MINUTE, buffer * MINUTE, buffer * MINUTE)
    opens = [(MIDNIGHT + n * DAY + 9 * HOUR, MIDNIGHT + n * DAY + 12 * HOUR) for n in range(2)]
    taken = [
        (MIDNIGHT + n * DAY + 9 * HOUR + 300 * at_, MIDNIGHT + n * DAY + 9 * HOUR + 300 * (at_ + long))
        for n in range(2)
        for at_, long in busy
    ]
    free = list(starts(shape, opens, [], taken, earliest=MIDNIGHT, before=MIDNIGHT + 2 * DAY))
    ranks = ranked(free, shape, difference(opens, taken), shape.duration, "UTC")
    assert sorted(rank.start for rank in ranks) == free
    assert [rank.day for rank in ranks] == sorted(rank.day for rank in ranks)
    for one, other in itertools.pairwise(ranks):
        assert one.day < other.day or one.lost <= other.lost
        assert 0 <= one.lost < 2 * shape.duration


def test_the_clock_decides_unless_compact_order_is_asked_for(camille: Actor, ours: House, patient: Patient) -> None:
    half_hours = make_visit_reason(ours.practice, [ours.role], "Demi-heure", duration_minutes=30, step_minutes=15)
    house = replace(ours, visit_reason=half_hours)
    book(camille, ours, patient.id, at("09:45"))
    [plain] = shown(camille, house)
    [compact] = shown(camille, house, order=Order.COMPACT)
    assert plain == sorted(plain) and plain[:3] == ["09:00", "09:15", "10:00"]
    assert sorted(compact) == plain
    assert compact[:4] == ["09:00", "09:15", "10:00", "11:30"], "a 15-minute reason still fits beside them"
    assert shown(camille, house, order=Order.COMPACT, limit=2) == [["09:00", "09:15"]]


def test_compact_order_prefers_the_agenda_where_nothing_is_lost(camille: Actor, ours: House, patient: Patient) -> None:
    colleague = make_role(ours.practice, ours.location, position=5)
    open_every_week(colleague, "10:00", "10:40")
    only = make_visit_reason(ours.practice, [colleague], "Longue", duration_minutes=20)
    both = make_visit_reason(ours.practice, [ours.role, colleague], "À deux", duration_minutes=20, step_minutes=10)
    house = replace(ours, visit_reason=both)
    book(camille, replace(ours, role=colleague, visit_reason=only), patient.id, at("10:20"))
    assert shown(camille, house, order=Order.COMPACT, limit=1) == [["10:00"]], "it fills what is left there"
    assert shown(camille, house, limit=1) == [["09:00"]]


def test_compact_order_costs_one_statement_more_at_most(camille: Actor, ours: House) -> None:
    with CaptureQueriesContext(connection) as plain:
        shown(camille, ours)
    with CaptureQueriesContext(connection) as compact:
        shown(camille, ours, order=Order.COMPACT)
    assert len(compact) <= min(6, len(plain) + 1)


def test_the_first_available_of_many_is_the_earliest_of_all(camille: Actor, ours: House, patient: Patient) -> None:
    later = make_role(ours.practice, ours.location, position=1)
    open_every_week(later, "08:00", "09:00", weekdays=(4,))
    never = make_role(ours.practice, ours.location, position=2)
    early = make_role(ours.practice, ours.location, position=3)
    open_every_week(early, "08:00", "09:00", weekdays=(0,))
    shared = make_visit_reason(ours.practice, [ours.role, later, never, early], "Partagé")
    bounds = {"start": at("00:00"), "end": at("00:00", MONDAY + timedelta(days=14))}
    with CaptureQueriesContext(connection) as seen:
        found = first_available(camille, visit_reason_id=shared.id, **bounds)
    assert [(slot.agenda.role_id, slot.local_start) for slot in found] == [
        (early.id, at("08:00")),
        (ours.role.id, at("09:00")),
        (later.id, at("08:00", MONDAY + timedelta(days=4))),
    ]
    assert len(seen) <= 6
    one = search_slots(camille, visit_reason_id=shared.id, limit=1, **bounds)
    assert [(group.practitioner_role_id, group.starts) for group in one.groups] == [(early.id, [at("08:00")])]
    every = search_slots(camille, visit_reason_id=shared.id, **bounds)
    assert {slot.agenda.role_id: slot.local_start for slot in found} == {
        group.practitioner_role_id: group.starts[0] for group in every.groups
    }
