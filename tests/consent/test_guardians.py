"""From what age a person consents alone: the eve and the day of the birthday decide."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.guardians import ResidenceAge, age_on, guardian_required

SPAIN = {"ES": ResidenceAge(age=14, source="GDPR art. 8 mapping", read_on=date(2020, 6, 1))}


@pytest.mark.requirement("ST-44")
def test_a_guardian_is_required_on_the_eve_of_the_sixteenth_birthday_and_no_longer_on_the_day() -> None:
    birth = date(2010, 11, 23)
    assert guardian_required(birth, date(2026, 11, 22))
    assert not guardian_required(birth, date(2026, 11, 23))
    assert not guardian_required(birth, date(2026, 11, 24))


@pytest.mark.requirement("ST-44")
def test_a_leapling_turns_sixteen_on_29_february_because_sixteen_years_later_is_a_leap_year() -> None:
    birth = date(2012, 2, 29)
    assert guardian_required(birth, date(2028, 2, 28))
    assert not guardian_required(birth, date(2028, 2, 29))


def test_a_leapling_reaches_an_age_on_1_march_of_a_common_year() -> None:
    birth = date(2012, 2, 29)
    assert guardian_required(birth, date(2026, 2, 28), "ES", lower_ages=SPAIN)
    assert not guardian_required(birth, date(2026, 3, 1), "ES", lower_ages=SPAIN)
    assert age_on(date(2084, 2, 29), date(2100, 2, 28)) == 15
    assert age_on(date(2084, 2, 29), date(2100, 3, 1)) == 16


def test_a_lower_age_applies_only_where_a_table_says_so() -> None:
    fifteen, day = date(2011, 11, 22), date(2026, 11, 22)
    assert guardian_required(fifteen, day, "ES")
    assert not guardian_required(fifteen, day, "es", lower_ages=SPAIN)
    for elsewhere in (None, "", "FR", "XX"):
        assert guardian_required(fifteen, day, elsewhere, lower_ages=SPAIN)


@pytest.mark.parametrize("age", [12, 17, 0])
def test_an_age_that_the_regulation_does_not_allow_is_refused(age: int) -> None:
    with pytest.raises(ValueError, match="13 to 16"):
        ResidenceAge(age=age, source="somewhere", read_on=date(2026, 1, 1))


def test_an_age_without_its_source_is_refused() -> None:
    with pytest.raises(ValueError, match="source"):
        ResidenceAge(age=15, source="", read_on=date(2026, 1, 1))


def test_a_person_not_yet_born_needs_a_guardian() -> None:
    assert guardian_required(date(2027, 1, 1), date(2026, 11, 22))


def test_an_instant_is_refused_because_the_day_depends_on_the_place() -> None:
    with pytest.raises(TypeError):
        guardian_required(date(2010, 1, 1), datetime(2026, 11, 22, 23, 30, tzinfo=UTC))


@given(birth=st.dates(date(1900, 1, 1), date(2100, 1, 1)), days=st.integers(0, 36_500))
def test_the_need_of_a_guardian_ends_once_and_never_comes_back(birth: date, days: int) -> None:
    day = date.fromordinal(min(birth.toordinal() + days, date.max.toordinal() - 1))
    following = date.fromordinal(day.toordinal() + 1)
    assert guardian_required(birth, day) or not guardian_required(birth, following)
