"""What a practice wants said and when, changed by whoever sets up the practice."""

from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput
from core.scoping import Actor
from notifications.errors import PlanChanged
from notifications.models import ReminderPlan
from notifications.neutral import is_neutral
from notifications.plans import FIELDS, plan_of
from notifications.timetable import Plan
from practices.permissions import Permission, check_may
from practices.texts import checked_name

MAX_SIGNATURE = 40
MOST_HOURS = 12
_TICKS = ("booked", "week_before", "day_before", "same_day")


@transaction.atomic
def set_plan(*, actor: Actor, practice_id: UUID, changes: dict[str, Any], expected_version: int | None = None) -> Plan:
    """The fields given replace those in force; messages that wait follow the new plan when they are due.

    Raises NotFound, Forbidden, InvalidInput naming the field, PlanChanged.
    """
    check_may(actor, Permission.REMINDER_PLAN_EDIT, practice_id)
    kept = ReminderPlan.objects.select_for_update().filter(practice_id=practice_id).first()
    version = kept.version if kept else 0
    if expected_version is not None and expected_version != version:
        raise PlanChanged(version=version)
    plan = replace(plan_of(practice_id), **changes)
    plan = replace(plan, signature=_signature(plan.signature))
    _check(plan)
    row = kept or ReminderPlan(practice_id=practice_id)
    for name in FIELDS:
        setattr(row, name, getattr(plan, name))
    row.version, row.updated_at, row.updated_by_id = version + 1, clock.now(), actor.user_id
    row.save()
    audit.record(
        actor=actor,
        action=Action.REMINDER_PLAN_CHANGED,
        practice_id=practice_id,
        entity=("notifications.reminder_plan", row.id),
        details={"version": row.version, **{name: getattr(plan, name) for name in _TICKS}},
    )
    return plan


def _signature(text: str) -> str:
    """H-44: who signs must not tell what somebody is treated for."""
    if not text.strip():
        return ""
    signature = checked_name(text, "signature", MAX_SIGNATURE)
    if not is_neutral(signature):
        raise InvalidInput.at("signature", "not-neutral", "Ce nom dit une spécialité : choisissez un nom neutre.")
    return signature


def _check(plan: Plan) -> None:
    if not 1 <= plan.hours_before <= MOST_HOURS:
        raise InvalidInput.at("hours_before", "out-of-range", f"De 1 à {MOST_HOURS} heures avant.")
    # Reminders of other days leave at a fixed hour: it cannot be one at which nobody is disturbed.
    if _is_within(plan.hour, plan.quiet_from, plan.quiet_until):
        raise InvalidInput.at("hour", "quiet", "Cette heure est dans les heures calmes.")


def _is_within(wall: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end
