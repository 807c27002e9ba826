"""From what age a person consents alone: the eve and the day of the birthday decide."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.guardians import Guardianship, ResidenceAge, age_on, guardian_required, guardianship
from consent.residence_ages import RESIDENCE_AGES, UnknownCountry, switched_on

# As the mapping of the Commission and French law were read; where lists disagree, the line of the table says so.
AGES = {
    13: "BE DK EE FI GB IS LV MT NO PT SE",
    14: "AT BG CY ES IT LT",
    15: "CZ FR GR SI",
    16: "CH DE HR HU IE LI LU NL PL RO SK",
}
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


@pytest.mark.requirement("ST-46")
@pytest.mark.requirement("K2")
def test_sixteen_applies_everywhere_until_a_setting_switches_a_country_on() -> None:
    thirteen, day = date(2013, 11, 22), date(2026, 11, 22)
    for country in RESIDENCE_AGES:
        assert guardianship(thirteen, day, country) is Guardianship.GUARDIAN
    belgium = switched_on(["be"])
    assert guardianship(thirteen, day, "BE", lower_ages=belgium) is Guardianship.ALONE
    assert guardianship(thirteen, day, "PT", lower_ages=belgium) is Guardianship.GUARDIAN


@pytest.mark.requirement("ST-46")
@pytest.mark.parametrize(("country", "age"), [(code, age) for age, codes in AGES.items() for code in codes.split()])
def test_each_country_ends_the_need_on_the_birthday_and_not_on_its_eve(country: str, age: int) -> None:
    birth, table = date(2000, 6, 15), switched_on([country])
    assert guardian_required(birth, date(2000 + age, 6, 14), country, lower_ages=table)
    assert not guardian_required(birth, date(2000 + age, 6, 15), country, lower_ages=table)


@pytest.mark.requirement("ST-46")
def test_no_country_goes_below_thirteen_and_each_line_says_where_it_was_read() -> None:
    assert RESIDENCE_AGES.keys() == set(" ".join(AGES.values()).split())
    assert min(line.age for line in RESIDENCE_AGES.values()) == 13
    assert all(line.source and line.read_on.year >= 2020 for line in RESIDENCE_AGES.values())


@pytest.mark.requirement("K2")
def test_in_france_child_and_guardian_agree_together_below_fifteen_once_it_is_switched_on() -> None:
    birth, france = date(2011, 11, 22), switched_on(["FR"])
    assert guardianship(birth, date(2026, 11, 21), "FR", lower_ages=france) is Guardianship.JOINT
    assert guardianship(birth, date(2026, 11, 22), "FR", lower_ages=france) is Guardianship.ALONE
    assert guardianship(birth, date(2026, 11, 21), "FR") is Guardianship.GUARDIAN
    belgium = switched_on(["BE"])
    assert guardianship(date(2014, 1, 1), date(2026, 11, 21), "BE", lower_ages=belgium) is Guardianship.GUARDIAN


@pytest.mark.requirement("ST-46")
def test_moving_house_changes_the_answer_from_that_day_on() -> None:
    fourteen, day, table = date(2012, 1, 1), date(2026, 11, 22), switched_on(["ES", "FR"])
    answers = [guardianship(fourteen, day, home, lower_ages=table) for home in ("FR", "ES", "DE", "", "XX")]
    assert answers == [Guardianship.JOINT, Guardianship.ALONE, *[Guardianship.GUARDIAN] * 3]


def test_a_country_that_the_table_does_not_know_cannot_be_switched_on() -> None:
    with pytest.raises(UnknownCountry, match="XX"):
        switched_on(["FR", "XX"])
