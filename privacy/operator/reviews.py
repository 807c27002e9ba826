"""When something has to be looked at again. Pure: no Django."""

from datetime import date, timedelta
from enum import StrEnum

# A review is announced this long before its day.
SOON = timedelta(days=30)


class Due(StrEnum):
    LATE = "late"
    SOON = "soon"
    LATER = "later"


def due(on: date, today: date) -> Due:
    """Where a day stands: the day itself is not late yet."""
    if on < today:
        return Due.LATE
    return Due.SOON if on - today <= SOON else Due.LATER
