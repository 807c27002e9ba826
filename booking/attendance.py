"""From when attendance may be noted: nobody has come, nor failed to, before the day or the hour of the visit."""

from datetime import datetime

from booking.errors import TooEarly
from booking.lifecycle import ForbiddenTransition, Status, Verb, after
from booking.local_time import day_span, local, local_date
from booking.models import Appointment
from core import clock
from practices.permissions import answers


def noted_from(verb: Verb, starts_at: datetime, zone: str) -> datetime | None:
    """The first instant, on the clocks of `zone`, at which `verb` may be noted; None when it may at any time.

    Arrived and fulfilled: from the midnight that begins the visit's own day at its place, for people come early.
    Missed: from the start of the visit.
    """
    if verb in (Verb.ARRIVE, Verb.FULFIL):
        return local(day_span(local_date(starts_at, zone), zone)[0], zone)
    return local(starts_at, zone) if verb is Verb.MISS else None


def check_can_note(appointment: Appointment, verb: Verb) -> Status:
    """The status that `verb` gives to this appointment now. Raises ForbiddenTransition, TooEarly."""
    status = after(Status(appointment.status), verb)
    moment = noted_from(verb, appointment.starts_at, appointment.location.timezone)
    if moment is not None and clock.now() < moment:
        when = f"{moment:%d/%m/%Y}" if verb is not Verb.MISS else f"{moment:%d/%m/%Y à %H:%M}, heure du lieu"
        raise TooEarly(detail=f"Possible à partir du {when}.", possible_from=moment.isoformat())
    return status


def check_can_excuse(appointment: Appointment) -> None:
    """Raises ForbiddenTransition unless the visit was missed."""
    if appointment.status != Status.NOSHOW:
        raise ForbiddenTransition(current=appointment.status, verb="excuse")


def may_be_excused(appointment: Appointment) -> bool:
    """Whether a screen offers it: missed, and nobody excused it yet."""
    return appointment.status == Status.NOSHOW and appointment.absence_excused_at is None


def may_be_confirmed(appointment: Appointment) -> bool:
    """Whether a screen offers to note that the patient says they come: still expected, nothing said of that hour.

    Not of an hour that its practice closed: nobody is to come then.
    """
    is_expected = appointment.status == Status.BOOKED and appointment.starts_at > clock.now()
    return is_expected and appointment.presence is None and not appointment.is_orphaned


def _check(appointment: Appointment, verb: Verb) -> None:
    check_can_note(appointment, verb)


can_note = answers(_check)
