"""Which day it is at home, for what belongs to no practice: the operator's file, its terms, its alarms.

A practice has days of its own: `patients.local_day`.
"""

from datetime import date
from zoneinfo import ZoneInfo

from core import clock

HOME_ZONE = "Europe/Paris"


def home_day() -> date:
    """Today in mainland France: two hours ahead of UTC in summer, so that midnight there is not yet midnight here."""
    return clock.now().astimezone(ZoneInfo(HOME_ZONE)).date()
