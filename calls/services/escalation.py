"""Carry an urgent message that nobody acknowledged further: SMS, then a call to make, then somebody else.

Each step is taken once, under the message's lock and by constraint; the ladder stops at the acknowledgement.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from audit import services as audit
from audit.actions import Action
from booking.stand_ins import substitute_today
from calls.errors import NothingToRing
from calls.message_reach import message_in
from calls.message_settings import delays_at, fallback_at, has_alert_number
from calls.messages import MessageKind, Rung, StepOutcome, Through, due_rungs
from calls.models import MessageStep, PractitionerMessage
from calls.services.messaging import about, acknowledge
from core import clock
from core.scoping import Actor, acting_as, system_actor
from outbox import services as outbox
from practices.models import Practitioner
from practices.permissions import Permission, check_may

TOPIC, CHANNEL = "calls.message_escalated", "sms"

logger = logging.getLogger("permanence.calls")


class LadderFailed(Exception):
    """Some messages could not be carried further; each was logged by its kind of error, the others were."""


def escalate_due() -> int:
    """Every practice; returns how many steps were taken. Each message is one transaction, one that fails stops none.

    Raises LadderFailed once all were tried.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id, message_id FROM calls_messages_unread(%s::timestamptz)", [clock.now()])
        waiting: list[tuple[UUID, UUID]] = cursor.fetchall()
    taken = failed = 0
    for practice_id, message_id in waiting:
        try:
            taken += escalate_message(practice_id, message_id)
        except Exception as error:
            # The kind of error only: its text may repeat what it was given.
            logger.error("ladder of message %s failed: %s", message_id, type(error).__name__)
            failed += 1
    if failed:
        raise LadderFailed(f"{failed} messages")
    return taken


def escalate_message(practice_id: UUID, message_id: UUID) -> int:
    """Take the steps of one message whose delay has passed; returns how many."""
    actor = system_actor(practice_id)
    with acting_as(actor), transaction.atomic():
        message = (
            PractitionerMessage.objects.select_for_update()
            .filter(practice_id=practice_id, id=message_id, kind=MessageKind.URGENT, acknowledged_at__isnull=True)
            .first()
        )
        if message is None:
            return 0
        steps = MessageStep.objects.filter(practice_id=practice_id, message=message)
        taken = set(steps.values_list("rung", flat=True))
        due = due_rungs(message.sent_at, clock.now(), delays_at(practice_id), taken)
        for rung in due:
            _take(actor, message, rung)
        return len(due)


@transaction.atomic
def rang_practitioner(*, actor: Actor, message_id: UUID, reached: bool) -> PractitionerMessage:
    """The secretary rang: when the practitioner was reached, the message is acknowledged by telephone.

    Raises NotFound, Forbidden, NothingToRing.
    """
    message = message_in(actor, message_id, Permission.MESSAGE_HANDLE, lock=True)
    check_may(actor, Permission.MESSAGE_SEND, message.practice_id)
    step = MessageStep.objects.filter(
        practice_id=message.practice_id, message=message, rung=Rung.CALL, outcome=""
    ).first()
    if step is None:
        raise NothingToRing()
    outcome = StepOutcome.REACHED if reached else StepOutcome.NOT_REACHED
    step.outcome, step.ended_by_id, step.ended_at = outcome.value, actor.user_id, clock.now()
    step.save(update_fields=["outcome", "ended_by", "ended_at"])
    _journal(actor, Action.MESSAGE_RUNG, message, outcome=outcome.value)
    if reached:
        acknowledge(actor, message, Through.PHONE)
    return message


@dataclass(frozen=True, slots=True)
class Alert:
    """Whom a step is to tell."""

    practice_id: UUID
    practitioner_id: UUID


def alert_to_send(practice_id: UUID, step_id: UUID) -> Alert | None:
    """What a row of the outbox is about, or None once it is acknowledged; the message is locked until the commit."""
    step = MessageStep.objects.filter(practice_id=practice_id, id=step_id, outcome="").first()
    if step is None or step.practitioner_id is None:
        return None
    message = PractitionerMessage.objects.select_for_update().get(practice_id=practice_id, id=step.message_id)
    if message.acknowledged_at is not None:
        return None
    return Alert(practice_id, step.practitioner_id)


def alert_sent(practice_id: UUID, step_id: UUID) -> None:
    """The SMS of this step left."""
    rows = MessageStep.objects.filter(practice_id=practice_id, id=step_id, outcome="")
    rows.update(outcome=StepOutcome.SENT.value, ended_at=clock.now())


def _take(actor: Actor, message: PractitionerMessage, rung: Rung) -> None:
    person = _other(message) if rung is Rung.OTHER else message.recipient
    step = MessageStep(
        practice_id=message.practice_id, message=message, rung=rung.value, practitioner=person, at=clock.now()
    )
    if person is None:
        step.outcome, step.ended_at = StepOutcome.NOBODY.value, step.at
    elif rung is not Rung.CALL and not has_alert_number(message.practice_id, person.id):
        step.outcome, step.ended_at = StepOutcome.NO_NUMBER.value, step.at
    step.save(force_insert=True)
    if rung is not Rung.CALL and not step.outcome:
        outbox.enqueue(topic=TOPIC, practice_id=message.practice_id, entity_id=step.id, channel=CHANNEL)
    _journal(actor, Action.MESSAGE_ESCALATED, message, rung=rung.value)


def _other(message: PractitionerMessage) -> Practitioner | None:
    """Who stands in today, else whom the practice named; never the person who does not answer."""
    for person in (substitute_today(message.practitioner_role), fallback_at(message.practice_id)):
        if person is not None and person.id != message.recipient_id:
            return person
    return None


def _journal(actor: Actor, action: Action, message: PractitionerMessage, **details: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=message.practice_id,
        entity=("calls.message", message.id),
        patient_id=message.patient_id,
        details=details | about(message),
    )
