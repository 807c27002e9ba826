"""From what happened to a visit to the messages it calls for: one row each, in the transaction that reads the visit."""

from datetime import datetime

from booking.queries import AppointmentCard
from consent.purposes import Purpose
from consent.queries import reach_for
from core import clock
from notifications.confirmation import OCCASIONS, STATUSES, reason_to_be_silent
from notifications.kinds import Kind, Medium
from notifications.models import Delivery
from notifications.plans import plan_of
from notifications.services.writing import guardian_heard, rung_no_more
from notifications.states import State
from notifications.timetable import reminders_due

PLACED_AGAIN = frozenset(
    {"appointment.moved", "appointment.sheltered", "appointment.cancelled", "appointment.retracted"}
)
GUARDIAN_AWAITED_NO_MORE = frozenset({"appointment.confirmed", "appointment.cancelled", "appointment.retracted"})


def plan_messages(topic: str, version: int, card: AppointmentCard | None) -> str | None:
    """Ask for what this change of a visit is to be said, at once and later; None, or why nothing is said (a code).

    Runs in the practice's context, the appointment locked. Whether each message leaves is asked again when it is due.
    """
    kind = OCCASIONS.get(topic)
    silence = reason_to_be_silent(kind, version, card)
    if card is None:
        return silence
    if topic in GUARDIAN_AWAITED_NO_MORE:
        guardian_heard(card.practice_id, card.id)
    if topic in PLACED_AGAIN and not card.is_orphaned:
        rung_no_more(card.practice_id, card.id)
    plan, now = plan_of(card.practice_id), clock.now()
    due: dict[Kind, datetime] = {}
    if kind is not None and silence is None:
        if plan.wants(kind):
            due[kind] = now
        else:
            silence = "not-wanted"
    if card.version == version and card.status in STATUSES[Kind.DAY_BEFORE]:
        due.update(reminders_due(plan, card.starts_at, card.timezone, now, told=kind in due))
    _ask(card, due, now)
    return None if due else silence


def _ask(card: AppointmentCard, due: dict[Kind, datetime], now: datetime) -> None:
    chosen = reach_for(card.practice_id, card.patient_id, Purpose.REMINDERS)
    # The channel is settled when the message leaves: the person may choose another meanwhile.
    medium = Medium(chosen.value) if chosen else Medium.SMS
    Delivery.objects.bulk_create(
        [
            Delivery(
                practice_id=card.practice_id,
                appointment_id=card.id,
                kind=kind.value,
                channel=medium.value,
                version=card.version,
                state=State.QUEUED.value,
                due_at=at,
                created_at=now,
                state_at=now,
            )
            for kind, at in due.items()
        ],
        ignore_conflicts=True,
    )
