"""The lower ages of consent that countries chose, and which of them a setting switched on. Pure: no Django.

K2: 16 everywhere by default. A line of this table applies only when GUARDIAN_LOWER_AGES names its country, and the
operator answers for having checked it. Lists disagree on two countries: the line says so.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from consent.guardians import ResidenceAge

READ_ON = date(2026, 11, 22)
_MAPPING = "Commission européenne, cartographie 2020 de l'article 8 du RGPD (source secondaire)"
_CONTESTED = f"{_MAPPING} ; une autre liste publique dit 16"
_FRANCE = "Loi Informatique et Libertés, article 45 : 15 ans, consentement conjoint en dessous (source secondaire)"
_SLOVENIA = "Loi slovène de 2023 (de mémoire, à vérifier avant usage)"
_OUTSIDE = "Pays hors Union européenne (de mémoire, à vérifier avant usage)"


def _lines(age: int, source: str, *countries: str) -> dict[str, ResidenceAge]:
    return {country: ResidenceAge(age, source, READ_ON) for country in countries}


# A country at 16 changes nothing; it is here so that naming it is not a mistake.
RESIDENCE_AGES: Mapping[str, ResidenceAge] = {
    **_lines(13, _MAPPING, "BE", "DK", "EE", "FI", "LV", "MT", "SE"),
    **_lines(13, _CONTESTED, "PT"),
    **_lines(13, _OUTSIDE, "GB", "IS", "NO"),
    **_lines(14, _MAPPING, "AT", "BG", "CY", "ES", "IT"),
    **_lines(14, _CONTESTED, "LT"),
    **_lines(15, _MAPPING, "CZ", "GR"),
    **_lines(15, _SLOVENIA, "SI"),
    "FR": ResidenceAge(15, _FRANCE, READ_ON, joint_below=True),
    **_lines(16, _MAPPING, "DE", "HR", "HU", "IE", "LU", "NL", "PL", "RO", "SK"),
    **_lines(16, _OUTSIDE, "CH", "LI"),
}


class UnknownCountry(ValueError):
    """No age is known for that country; the message is its code."""


def switched_on(countries: Iterable[str]) -> dict[str, ResidenceAge]:
    """The lines of these countries (ISO 3166 alpha-2, any case). Raises UnknownCountry."""
    chosen: dict[str, ResidenceAge] = {}
    for country in countries:
        code = country.upper()
        if code not in RESIDENCE_AGES:
            raise UnknownCountry(country)
        chosen[code] = RESIDENCE_AGES[code]
    return chosen
