"""Numbers as the search asks PostgreSQL for them: eight bytes each, big end first. Pure.

A row a number costs more than finding it, and arithmetic on instants costs PostgreSQL more than Python.
"""

import sys
from array import array

from booking.availability import Span

SECOND = 1_000_000
# PostgreSQL counts microseconds from the first of January 2000.
_BEGINNING = 946_684_800 * SECOND


def integers(packed: bytes) -> "array[int]":
    """What `int8send` wrote."""
    numbers = array("q", packed)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def spans(packed: bytes) -> list[Span]:
    """Beginnings and ends by turns, as `timestamptz_send` wrote them; in the whole seconds around them."""
    moments = integers(packed)
    starts = [(moment + _BEGINNING) // SECOND for moment in moments[::2]]
    ends = [(moment + _BEGINNING + SECOND - 1) // SECOND for moment in moments[1::2]]
    return list(zip(starts, ends, strict=True))
