"""Calendar files, written by `icalendar`: what every one of ours says of itself, and the zones that are lived in."""

from datetime import date

from icalendar import Calendar

from core import clock


def calendar_for(product: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", product)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def written(calendar: Calendar) -> bytes:
    """RFC 5545 with its VTIMEZONEs, true from last year to the year after next.

    The library's own bounds stop at 2038, and summer time with them.
    """
    year = clock.now().year
    calendar.add_missing_timezones(date(year - 1, 1, 1), date(year + 2, 1, 1))
    return bytes(calendar.to_ical())
