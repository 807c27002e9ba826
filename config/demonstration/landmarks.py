"""A few patients whom README, journeys and sales talks may count on, in the first practice.

Interface.md's searches: `12031984` finds two, `120384 le` one, `lefe cam` several of whom the first is not the
one who calls. The rest of the population is never born on that day.
"""

from dataclasses import replace
from datetime import date

from config.demonstration.people import RESERVED_BIRTH_DATES, Person, Population
from config.demonstration.phones import KNOWN_CALLER

(_BIRTH_DATE,) = RESERVED_BIRTH_DATES

_TRAITS = (
    # used name, given names, birth date, sex, birth name
    ("Lefèvre", "Camille", _BIRTH_DATE, "female", "Barbier"),
    ("Moreau", "Julien", _BIRTH_DATE, "male", ""),
    ("Lefebvre", "Camille", date(1951, 7, 2), "female", ""),
    ("Lefebvre", "Camille", date(1990, 11, 23), "male", ""),
    ("Lefèvre", "Camille", date(1972, 5, 30), "male", ""),
    ("Lefebvre", "Camilia", date(2001, 1, 9), "female", ""),
    ("Lefèvre", "Camélia", date(1966, 9, 17), "female", "D'Orsay"),
    # Ligature, apostrophe, particle, leap day, two people in every respect alike but for the NIR.
    ("Lecœur", "Anne-Sophie", date(1979, 4, 4), "female", ""),
    ("N'Diaye", "Léopold", date(1988, 2, 29), "male", ""),
    ("De l'Isle", "Jean-Baptiste", date(1943, 12, 1), "male", ""),
    ("Durand", "Marie", date(1960, 6, 15), "female", ""),
    ("Durand", "Marie", date(1960, 6, 15), "female", ""),
)


def landmarks(population: Population) -> list[Person]:
    """The people above, with contact details and NIRs drawn from the population; the first has a number one knows."""
    caller, *others = (population.person(*traits) for traits in _TRAITS)
    return [replace(caller, phones=(KNOWN_CALLER,)), *others]
