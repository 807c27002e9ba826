"""When something is said: asked of the clocks of the place, over two years with their changes of hour."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from notifications.kinds import Kind
from notifications.timetable import FRESH, LAST_CALL, Plan, end_of_day, is_quiet, local_day, reminders_due, settle

ZONES = st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea", "Europe/London"])
INSTANTS = st.datetimes(datetime(2040, 1, 1), datetime(2042, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is drawn
WALLS = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
PLANS = st.builds(
    Plan,
    booked=st.booleans(),
    week_before=st.booleans(),
    day_before=st.booleans(),
    same_day=st.booleans(),
    hour=WALLS,
    hours_before=st.integers(1, 12),
    quiet_from=WALLS,
    quiet_until=WALLS,
)
AHEAD = st.timedeltas(timedelta(), timedelta(days=20))
PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@given(plan=PLANS, zone=ZONES, now=INSTANTS, ahead=AHEAD, told=st.booleans())
def test_a_reminder_comes_after_now_before_the_visit_and_never_in_the_quiet_hours(
    plan: Plan, zone: str, now: datetime, ahead: timedelta, told: bool
) -> None:
    starts_at = now + ahead
    for due in reminders_due(plan, starts_at, zone, now, told=told).values():
        assert now <= due <= starts_at - LAST_CALL
        assert not is_quiet(due, plan, zone)


@given(plan=PLANS, zone=ZONES, now=INSTANTS, ahead=AHEAD)
def test_there_is_at_most_one_reminder_a_day_of_the_place_and_only_those_wanted(
    plan: Plan, zone: str, now: datetime, ahead: timedelta
) -> None:
    due = reminders_due(plan, now + ahead, zone, now, told=False)
    assert len({local_day(each, zone) for each in due.values()}) == len(due)
    assert all(plan.wants(kind) for kind in due)


@given(plan=PLANS, zone=ZONES, wanted=INSTANTS, late=AHEAD, room=AHEAD)
def test_what_is_settled_moves_forward_and_back_only_when_forward_is_too_late(
    plan: Plan, zone: str, wanted: datetime, late: timedelta, room: timedelta
) -> None:
    now = wanted - timedelta(days=3) + late
    last = wanted + room
    found = settle(wanted, plan, zone, now=now, last=last)
    begin = max(wanted, now)
    if begin > last:
        assert found is None
    elif not is_quiet(begin, plan, zone):
        assert found == begin
    elif found is not None and found >= begin:
        assert not is_quiet(found, plan, zone)
        assert is_quiet(found - timedelta(minutes=1), plan, zone) or found - begin < timedelta(hours=2)


def test_the_usual_plan_reminds_the_day_before_at_ten_whatever_the_clocks_do() -> None:
    # The clocks go forward on 31 March 2041: 23 hours lie between.
    due = reminders_due(Plan(), at("2041-03-31T09:00"), "Europe/Paris", at("2041-03-01T09:00"), told=True)
    assert due == {Kind.DAY_BEFORE: at("2041-03-30T10:00")}


def test_each_reminder_is_its_own_choice() -> None:
    plan = Plan(week_before=True, day_before=True, same_day=True, hour=time(18), hours_before=2)
    due = reminders_due(plan, at("2041-01-21T15:00"), "Europe/Paris", at("2041-01-01T09:00"), told=True)
    assert due == {
        Kind.WEEK_BEFORE: at("2041-01-14T18:00"),
        Kind.DAY_BEFORE: at("2041-01-20T18:00"),
        Kind.SAME_DAY: at("2041-01-21T13:00"),
    }


def test_a_visit_booked_late_keeps_the_reminders_that_are_still_to_come() -> None:
    plan = Plan(week_before=True, day_before=True, same_day=True, hours_before=2)
    starts_at = at("2041-01-21T15:00")
    three_days_before = reminders_due(plan, starts_at, "Europe/Paris", at("2041-01-18T11:00"), told=True)
    assert set(three_days_before) == {Kind.DAY_BEFORE, Kind.SAME_DAY}
    the_eve_at_noon = reminders_due(plan, starts_at, "Europe/Paris", at("2041-01-20T12:00"), told=True)
    assert set(the_eve_at_noon) == {Kind.SAME_DAY}


def test_whoever_was_just_told_is_not_reminded_within_twelve_hours() -> None:
    plan, starts_at = Plan(same_day=True, hours_before=2), at("2041-01-21T15:00")
    booked_at = at("2041-01-21T13:00") - FRESH + timedelta(minutes=1)
    assert reminders_due(plan, starts_at, "Europe/Paris", booked_at, told=True) == {}
    assert set(reminders_due(plan, starts_at, "Europe/Paris", booked_at, told=False)) == {Kind.SAME_DAY}


def test_a_reminder_of_the_same_day_due_in_the_night_is_said_the_evening_before_when_the_morning_is_too_late() -> None:
    plan = Plan(day_before=False, same_day=True, hours_before=3)
    due = reminders_due(plan, at("2041-01-21T08:00"), "Europe/Paris", at("2041-01-10T09:00"), told=True)
    assert due == {Kind.SAME_DAY: at("2041-01-20T20:29")}
    nine = reminders_due(plan, at("2041-01-21T09:00"), "Europe/Paris", at("2041-01-10T09:00"), told=True)
    assert nine == {Kind.SAME_DAY: at("2041-01-21T08:00")}


def test_a_change_of_a_visit_is_wanted_whatever_the_plan() -> None:
    silent = Plan(booked=False, day_before=False)
    assert silent.wants(Kind.MOVED) and silent.wants(Kind.CANCELLED)
    assert not silent.wants(Kind.BOOKED)


@given(zone=ZONES, now=INSTANTS)
def test_a_day_ends_at_the_midnight_of_its_place(zone: str, now: datetime) -> None:
    midnight = end_of_day(now, zone)
    assert now < midnight <= now + timedelta(hours=25)
    assert local_day(midnight - timedelta(seconds=1), zone) == local_day(now, zone)
