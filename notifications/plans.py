"""The plan of a practice as the timetable reads it. The caller checked the scope."""

from uuid import UUID

from notifications.models import ReminderPlan
from notifications.timetable import Plan

FIELDS = (
    "booked", "week_before", "day_before", "same_day", "hour", "hours_before", "quiet_from", "quiet_until", "signature",
)  # fmt: skip


def plan_of(practice_id: UUID) -> Plan:
    """What the practice chose, or the usual plan."""
    kept = ReminderPlan.objects.filter(practice_id=practice_id).first()
    return Plan() if kept is None else Plan(**{name: getattr(kept, name) for name in FIELDS})
