"""What was said to patients, what they answered, what is left to do about it."""

from notifications.models.delivery import Delivery
from notifications.models.follow_up import Cause, FollowUp, SettledAs
from notifications.models.receipt import Receipt
from notifications.models.reminder_plan import ReminderPlan
from notifications.models.reply import Reply, ReplyOutcome
from notifications.models.stopped_number import StoppedNumber

__all__ = [
    "Cause",
    "Delivery",
    "FollowUp",
    "Receipt",
    "ReminderPlan",
    "Reply",
    "ReplyOutcome",
    "SettledAs",
    "StoppedNumber",
]
