"""The visit as a calendar entry: when and where, no reason, no practitioner. Written by `icalendar`."""

from datetime import timedelta

from icalendar import Alarm, Event

from booking.queries import LinkedVisit
from core import clock
from web.calendars import calendar_for, written

PRODUCT = "-//Permanence//Rendez-vous//FR"
REMINDER = timedelta(hours=-2)


def calendar_of(visit: LinkedVisit, name: str, place: str) -> bytes:
    """One event with the zone it is lived in; the same UID after a move, so that a calendar corrects its own line.

    `name` and `place` are what both may be called where others read along.
    """
    calendar = calendar_for(PRODUCT)
    event = Event()
    event.add("uid", f"{visit.id}@permanence")
    event.add("sequence", visit.version)
    event.add("dtstamp", clock.now())
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    event.add("summary", f"Rendez-vous, {name}")
    event.add("location", place)
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Rendez-vous, {name}")
    alarm.add("trigger", REMINDER)
    event.add_component(alarm)
    calendar.add_component(event)
    return written(calendar)
