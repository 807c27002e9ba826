"""What this room keeps, one file a model. Written by `booking.services` and `booking.occupancy` only."""

from booking.models.absence import Absence, AbsenceReason
from booking.models.appointment import Appointment, CancelledBy, PresenceThrough
from booking.models.attendance_measure import AttendanceMeasure
from booking.models.calendar_feed import CalendarFeed
from booking.models.closure import Closure
from booking.models.held_visit import HeldVisit
from booking.models.occupancy import HIGHEST_LANE, MOST_OFFERS, ORDINARY_LANE, Occupancy
from booking.models.opening_exception import OpeningException
from booking.models.opening_rule import OpeningRule
from booking.models.override import Override, OverrideKind, Settlement
from booking.models.substitution import Substitution

__all__ = [
    "HIGHEST_LANE",
    "MOST_OFFERS",
    "ORDINARY_LANE",
    "Absence",
    "AbsenceReason",
    "Appointment",
    "AttendanceMeasure",
    "CalendarFeed",
    "CancelledBy",
    "Closure",
    "HeldVisit",
    "Occupancy",
    "OpeningException",
    "OpeningRule",
    "Override",
    "OverrideKind",
    "PresenceThrough",
    "Settlement",
    "Substitution",
]
