"""Whether and when a patient is reminded of an appointment. Pure: no database, no vendor.

ST-13, « sous condition »: the practitioner wants it, the patient chose how to be reached, nobody objected; asked when
the reminder is due, so that a change of mind stops the very next one (ST-26, ST-28).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOPIC = "appointment.reminder"
CHANNEL = "reminder"
# [P] The day before at the same hour. A visit taken later than that was confirmed, and is remembered.
AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Conditions:
    """As they are when the reminder is due."""

    practitioner_reminds: bool
    is_stopped: bool
    channel_chosen: bool
    can_be_reached: bool


def due_at(starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind (aware); None when that instant has passed."""
    due = starts_at - AHEAD
    return due if due > now else None


def reason_not_to_remind(conditions: Conditions) -> str | None:
    """Why nothing is said (a code), or None when all conditions are met."""
    if not conditions.practitioner_reminds:
        return "practitioner-does-not-remind"
    if conditions.is_stopped:
        return "purpose-stopped"
    if not conditions.channel_chosen:
        return "no-channel-chosen"
    return None if conditions.can_be_reached else "cannot-be-reached"
