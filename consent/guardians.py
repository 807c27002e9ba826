"""From what age a person consents alone. Pure: no Django.

16 everywhere by default (ST-44). GDPR art. 8 lets a country lower it, down to 13, by habitual
residence (ST-46): such an age applies only when the caller passes a table that a setting switched
on, each line with its source and date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

AGE_OF_CONSENT = 16
LOWEST_AGE = 13


class Guardianship(StrEnum):
    """Who must agree before more than the minimum is kept."""

    ALONE = "alone"  # the person decides
    GUARDIAN = "guardian"  # a holder of parental authority decides
    JOINT = "joint"  # both agree (K2: French law below 15)


@dataclass(frozen=True, slots=True)
class ResidenceAge:
    """The age of one country, with where it was read and when; refuses what GDPR art. 8 does not allow.

    `joint_below`: under that age the child agrees too, beside the holder of parental authority.
    """

    age: int
    source: str
    read_on: date
    joint_below: bool = False

    def __post_init__(self) -> None:
        if not LOWEST_AGE <= self.age <= AGE_OF_CONSENT:
            raise ValueError("GDPR art. 8 allows 13 to 16")
        if not self.source:
            raise ValueError("an age without a source is not applied")


NO_LOWER_AGE: Mapping[str, ResidenceAge] = {}


def guardianship(
    birth_date: date,
    at: date,
    residence: str | None = None,
    *,
    lower_ages: Mapping[str, ResidenceAge] = NO_LOWER_AGE,
) -> Guardianship:
    """Who must agree, on the local day `at` of the place of the visit.

    `residence` is an ISO 3166 alpha-2 code, that of the day of the booking; unknown or absent means 16. A person
    born on 29 February reaches an age on 1 March of a common year: the protective reading.
    Raises TypeError for an instant: which day it is depends on the place, and the caller knows it.
    """
    if isinstance(birth_date, datetime) or isinstance(at, datetime):
        raise TypeError("guardianship needs local days, not instants")
    country = lower_ages.get((residence or "").upper())
    if age_on(birth_date, at) >= (country.age if country else AGE_OF_CONSENT):
        return Guardianship.ALONE
    return Guardianship.JOINT if country and country.joint_below else Guardianship.GUARDIAN


def guardian_required(
    birth_date: date,
    at: date,
    residence: str | None = None,
    *,
    lower_ages: Mapping[str, ResidenceAge] = NO_LOWER_AGE,
) -> bool:
    """Whether a holder of parental authority must agree first (see `guardianship`)."""
    return guardianship(birth_date, at, residence, lower_ages=lower_ages) is not Guardianship.ALONE


def age_on(birth_date: date, day: date) -> int:
    """Completed years on that day; negative before birth."""
    not_yet = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - not_yet
