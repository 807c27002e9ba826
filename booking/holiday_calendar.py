"""Public holidays of a French territory, by the `holidays` library; no Django.

La Réunion keeps 20 December, Alsace and Moselle keep Good Friday and 26 December. The law of some
days is local (a commune, a branch): an opening exception on that day overrides it.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

METROPOLE = "FR"


@lru_cache(maxsize=400)
def public_holidays(territory: str, year: int) -> frozenset[date]:
    """The public holidays of `territory` ("FR", or a subdivision of the library: "974", "57", "6AE", …)."""
    subdivision = None if territory == METROPOLE else territory
    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=year))


def is_public_holiday(territory: str, day: date) -> bool:
    """Whether `day` is a public holiday in `territory`."""
    return day in public_holidays(territory, day.year)


@lru_cache(maxsize=400)
def named_holidays(territory: str, year: int) -> Mapping[date, str]:
    """The same days with their French names."""
    subdivision = None if territory == METROPOLE else territory
    return MappingProxyType(dict(holidays.country_holidays("FR", subdiv=subdivision, years=year, language="fr")))
