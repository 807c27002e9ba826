"""Free times as the desk lists them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from booking.queries import SlotGroup, SlotSearch
from core.ids import new_id
from web.desk.call_state import CallState
from web.desk.presenters.times import search_window, times_of

PARIS = ZoneInfo("Europe/Paris")


def role(family_name: str, given_names: str = "Anne") -> Any:
    practitioner = SimpleNamespace(title="Dr", family_name=family_name, display_name=f"Dr {given_names} {family_name}")
    return SimpleNamespace(id=new_id(), practitioner=practitioner)


def group(role: Any, *starts: datetime) -> SlotGroup:
    return SlotGroup(role.id, new_id(), new_id(), "Europe/Paris", 15, [int(start.timestamp()) for start in starts])


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=PARIS)


MARTIN, HADDAD = role("Martin"), role("Haddad")
STATE = CallState(new_id(), new_id())


def test_days_come_first_then_practitioners_in_the_practice_s_order() -> None:
    found = SlotSearch([group(MARTIN, at(24, "09:00"), at(23, "11:00")), group(HADDAD, at(23, "08:00"))])
    shown = times_of(found, [MARTIN, HADDAD], STATE)
    assert [(day.label, [row.practitioner for row in day.rows]) for day in shown.days] == [
        ("lundi 23 novembre", ["Dr Martin", "Dr Haddad"]),
        ("mardi 24 novembre", ["Dr Martin"]),
    ]


def test_the_first_time_is_chosen_beforehand_or_the_one_just_left() -> None:
    found = SlotSearch([group(MARTIN, at(23, "09:00"), at(23, "09:15"))])

    def chosen(checked: str | None) -> list[str]:
        shown = times_of(found, [MARTIN], STATE, checked=checked)
        return [time.label for day in shown.days for row in day.rows for time in row.times if time.is_checked]

    assert chosen("") == ["09:00"]
    assert chosen(f"{MARTIN.id}|{at(23, '09:15').isoformat()}") == ["09:15"]
    assert chosen("gone") == ["09:00"]
    assert chosen(None) == []


def test_three_days_are_shown_and_the_next_ones_are_one_link_away() -> None:
    found = SlotSearch([group(MARTIN, *(at(day, "09:00") for day in range(23, 28)))])
    shown = times_of(found, [MARTIN], STATE)
    assert [day.iso for day in shown.days] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    assert shown.later_url.endswith("?du=2026-11-26")


def test_half_days_part_at_noon() -> None:
    found = SlotSearch([group(MARTIN, at(23, "11:45"), at(23, "12:00"))])
    for moment, label in (("matin", "11:45"), ("apres-midi", "12:00")):
        shown = times_of(found, [MARTIN], STATE.but(moment=moment))
        assert [time.label for day in shown.days for row in day.rows for time in row.times] == [label]


def test_one_time_is_never_hidden_alone() -> None:
    starts = [at(23, f"{9 + n // 4:02}:{n % 4 * 15:02}") for n in range(7)]
    six, seven = (times_of(SlotSearch([group(MARTIN, *starts[:n])]), [MARTIN], STATE).days[0].rows[0] for n in (6, 7))
    assert (len(six.times), len(six.more)) == (6, 0)
    assert (len(seven.times), len(seven.more)) == (5, 2)


def test_an_empty_fortnight_says_where_the_next_time_is() -> None:
    shown = times_of(SlotSearch([], next_available=at(30, "14:00")), [MARTIN], STATE)
    assert shown.days == []
    assert shown.next_label == "lundi 30 novembre à 14:00"
    assert shown.next_url.endswith("?du=2026-11-30")


def test_namesakes_keep_their_given_names() -> None:
    twin = role("Martin", "Luc")
    shown = times_of(SlotSearch([group(MARTIN, at(23, "09:00")), group(twin, at(23, "09:00"))]), [MARTIN, twin], STATE)
    assert [row.practitioner for row in shown.days[0].rows] == ["Dr Anne Martin", "Dr Luc Martin"]


def test_the_search_begins_now_or_on_the_local_morning_asked_for() -> None:
    now = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
    assert search_window(None, "Europe/Paris", now) == (now, now + timedelta(days=14))
    start, _ = search_window(date(2026, 11, 25), "Indian/Reunion", now)
    assert start == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert search_window(date(2020, 1, 1), "Europe/Paris", now)[0] == now, "never in the past"
