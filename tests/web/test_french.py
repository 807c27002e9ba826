from datetime import UTC, date, datetime

import pytest

from web import french


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "lundi 23 novembre"),
        (date(2027, 1, 1), "vendredi 1er janvier"),
        (date(2028, 2, 29), "mardi 29 février"),
    ],
)
def test_days_are_said_as_people_say_them(day: date, said: str) -> None:
    assert french.long_day(day) == said


def test_a_time_is_read_on_the_clocks_of_the_place() -> None:
    moment = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    assert french.when(moment, "Europe/Paris") == "lundi 23 novembre à 22:30"
    assert french.when(moment, "Indian/Reunion") == "mardi 24 novembre à 01:30"


def test_an_hour_that_comes_twice_says_which() -> None:
    said = [french.when(datetime(2027, 10, 31, hour, 30, tzinfo=UTC), "Europe/Paris") for hour in (0, 1)]
    assert said == ["dimanche 31 octobre à 02:30 (heure d'été)", "dimanche 31 octobre à 02:30 (heure d'hiver)"]
    before, after = (datetime(2027, 10, day, hour, 30, tzinfo=UTC) for day, hour in ((30, 23), (31, 2)))
    assert french.when(before, "Europe/Paris") == "dimanche 31 octobre à 01:30"
    assert french.when(after, "Europe/Paris") == "dimanche 31 octobre à 03:30"
    assert french.when(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "Europe/Paris") == "dimanche 28 mars à 03:30"


def test_only_another_clock_than_the_mainland_s_is_named() -> None:
    assert french.zone_name("Europe/Paris") == ""
    assert french.zone_name("Indian/Reunion") == "La Réunion"
    assert french.zone_name("Pacific/Port_Moresby") == "Port Moresby"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+33199001234", "01 99 00 12 34"), ("+262262001234", "+262 262 00 12 34"), ("", ""), ("abc", "abc")],
)
def test_french_numbers_are_shown_in_pairs_and_foreign_ones_with_their_country(number: str, shown: str) -> None:
    assert french.phone(number) == shown


@pytest.mark.parametrize(
    ("birth", "today", "shown"),
    [
        (date(1984, 11, 23), date(2026, 11, 22), "41 ans"),
        (date(1984, 11, 23), date(2026, 11, 23), "42 ans"),
        (date(2026, 3, 30), date(2026, 11, 23), "7 mois"),
        (date(2026, 11, 23), date(2026, 11, 23), "0 mois"),
    ],
)
def test_ages_change_on_the_birthday(birth: date, today: date, shown: str) -> None:
    assert french.age(birth, today) == shown


@pytest.mark.parametrize(("total", "shown"), [(5, "5 min"), (60, "1 h"), (75, "1 h 15"), (125, "2 h 05")])
def test_durations(total: int, shown: str) -> None:
    assert french.minutes(total) == shown


def test_none_and_one_are_singular() -> None:
    counted = [french.count(number, "praticien") for number in (0, 1, 2)]
    assert counted == ["0 praticien", "1 praticien", "2 praticiens"]


def test_a_week_says_its_month_once_when_it_has_one() -> None:
    assert french.week(date(2041, 1, 14)) == "semaine du 14 au 20 janvier 2041"
    assert french.week(date(2026, 11, 30)) == "semaine du 30 novembre au 6 décembre 2026"
    assert french.week(date(2026, 12, 28)) == "semaine du 28 décembre 2026 au 3 janvier 2027"
    assert french.day_of_week(date(2026, 12, 1)) == "mardi 1er"
