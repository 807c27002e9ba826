"""Telephone numbers of the ranges that ARCEP keeps for fiction (decision 2018-0881, annex 1), in E.164.

Only 01 99 00, 02 61 91 and 06 39 98 are used. The first hundred of 01 99 00 is the practices' own.
"""

from random import Random

LANDLINES = ("+3319900", "+3326191")
MOBILES = "+3363998"
RESERVED_FOR_PRACTICES = 100
# The mobile of a patient whom README and talks let ring.
KNOWN_CALLER = "+33639980000"


def practice_number(place: int) -> str:
    """The number of the practice in that place of the demonstration's list, from 1."""
    if not 0 < place < RESERVED_FOR_PRACTICES:
        raise ValueError("a practice has a place from 1 to 99")
    return f"{LANDLINES[0]}{place:04d}"


class PhoneBook:
    """Numbers dealt at random, none twice; a household shares on purpose, never by chance."""

    def __init__(self, random: Random) -> None:
        free = (f"{head}{tail:04d}" for head in LANDLINES for tail in range(RESERVED_FOR_PRACTICES, 10_000))
        self._landlines = list(free)
        self._mobiles = [f"{MOBILES}{tail:04d}" for tail in range(1, 10_000)]
        random.shuffle(self._landlines)
        random.shuffle(self._mobiles)

    def landline(self) -> str:
        return self._landlines.pop()

    def mobile(self) -> str:
        return self._mobiles.pop()
