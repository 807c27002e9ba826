"""From what age a person consents alone. Pure: no Django.

16 everywhere by default (ST-44). GDPR art. 8 lets a country lower it, down to 13, by habitual
residence (ST-46): such an age applies only when the caller passes a table that a setting switched
on, each line with its source and date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

AGE_OF_CONSENT = 16
LOWEST_AGE = 13


@dataclass(frozen=True, slots=True)
class ResidenceAge:
    """The age of one country, with where it was read and when; refuses what GDPR art. 8 does not allow."""

    age: int
    source: str
    read_on: date

    def __post_init__(self) -> None:
        if not LOWEST_AGE <= self.age <= AGE_OF_CONSENT:
            raise ValueError("GDPR art. 8 allows 13 to 16")
        if not self.source:
            raise ValueError("an age without a source is not applied")


NO_LOWER_AGE: Mapping[str, ResidenceAge] = {}


def guardian_required(
    birth_date: date,
    at: date,
    residence: str | None = None,
    *,
    lower_ages: Mapping[str, ResidenceAge] = NO_LOWER_AGE,
) -> bool:
    """Whether a holder of parental authority must agree first, on the local day `at`.

    `residence` is an ISO 3166 alpha-2 code; unknown or absent means 16. A person born on 29 February
    reaches an age on 1 March of a common year: the protective reading.
    Raises TypeError for an instant: which day it is depends on the place, and the caller knows it.
    """
    if isinstance(birth_date, datetime) or isinstance(at, datetime):
        raise TypeError("guardian_required needs local days, not instants")
    country = lower_ages.get((residence or "").upper())
    return age_on(birth_date, at) < (country.age if country else AGE_OF_CONSENT)


def age_on(birth_date: date, day: date) -> int:
    """Completed years on that day; negative before birth."""
    not_yet = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - not_yet
