"""Calendar months. Pure: a month ends on the day of the same number, or the last of a shorter month."""

from calendar import monthrange
from datetime import datetime


def months_later(moment: datetime, months: int) -> datetime:
    """31 January and one month is 28 February; `months` may be negative. The hour and the zone stay."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
