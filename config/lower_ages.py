"""GUARDIAN_LOWER_AGES as the table of ages that applies; a country that nobody knows stops the start."""

from collections.abc import Sequence

from config.environment import SettingInvalid
from consent.guardians import ResidenceAge
from consent.residence_ages import RESIDENCE_AGES, UnknownCountry, switched_on


def lower_ages(countries: Sequence[str]) -> dict[str, ResidenceAge]:
    """The lines of consent.residence_ages that the setting switches on. Raises SettingInvalid."""
    try:
        return switched_on(countries)
    except UnknownCountry:
        known = ", ".join(sorted(RESIDENCE_AGES))
        raise SettingInvalid("GUARDIAN_LOWER_AGES", f"country codes among {known}, separated by commas") from None
