"""A message for a practitioner: sent, read, acknowledged, answered; the answer is dealt with by one secretary.

Its words are never changed once it is sent. What it says is opened one message at a time, and journalled.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking import queries as booking
from booking.stand_ins import substitute_today
from calls.errors import AnswerInHand, AnswerSettled, MessageAlreadyAnswered, MessageNotAnswered
from calls.message_reach import is_to, message_in
from calls.messages import CLAIM, LONGEST_TEXT, MessageKind, Rung, StepOutcome, Through
from calls.models import MessageStep, PractitionerMessage
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.plain_text import clean_lines, has_words
from core.scoping import Actor
from patients.nir import holds_nir
from patients.queries import patient_to_change
from practices.permissions import Permission, check_may
from practices.queries import role_in
from practices.texts import one_of


@dataclass(frozen=True, slots=True, repr=False)
class MessageRead:
    """One message in clear; never printed. `answer` is empty until there is one."""

    message: PractitionerMessage
    text: str
    answer: str
    steps: list[MessageStep]


@transaction.atomic
def send_message(
    *,
    actor: Actor,
    practitioner_role_id: UUID,
    kind: str,
    text: str,
    patient_id: UUID | None = None,
    call_id: UUID | None = None,
    appointment_id: UUID | None = None,
) -> PractitionerMessage:
    """To whoever holds this agenda today: its practitioner, or who stands in.

    Raises NotFound, Forbidden, InvalidInput naming `kind`, `text` or `appointment`, RecordRestricted.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.MESSAGE_SEND, role.practice_id)
    kind, words = one_of(MessageKind, "kind", kind), read_words(text)
    patient_id = _patient_of(actor, role.practice_id, patient_id, appointment_id)
    message = PractitionerMessage(
        practice_id=role.practice_id,
        practitioner_role=role,
        recipient=substitute_today(role) or role.practitioner,
        kind=kind,
        patient_id=patient_id,
        call_id=call_id,
        appointment_id=appointment_id,
        sender_id=actor.user_id,
        sent_at=clock.now(),
    )
    message.write("body", words)
    message.save(force_insert=True)
    _journal(actor, Action.MESSAGE_SENT, message, kind=kind)
    return message


@transaction.atomic
def read_message(*, actor: Actor, message_id: UUID) -> MessageRead:
    """What it says, journalled; reading is not acknowledging. Raises NotFound, Forbidden."""
    message = message_in(actor, message_id, Permission.MESSAGE_READ)
    body, answer = message.sealed_body, message.sealed_answer
    read = MessageRead(
        message,
        text=body.open() if body is not None else "",
        answer=answer.open() if answer is not None else "",
        steps=_steps_of(message),
    )
    _journal(actor, Action.MESSAGE_READ, message)
    return read


@transaction.atomic
def acknowledge_message(*, actor: Actor, message_id: UUID) -> PractitionerMessage:
    """The practitioner has it: the ladder stops. Twice is once. Raises NotFound, Forbidden."""
    message = message_in(actor, message_id, Permission.MESSAGE_HANDLE, lock=True)
    check_may(actor, Permission.MESSAGE_ANSWER, message.practice_id)
    if not is_to(actor, message):
        raise Forbidden()
    acknowledge(actor, message, Through.SCREEN)
    return message


@transaction.atomic
def answer_message(*, actor: Actor, message_id: UUID, text: str) -> PractitionerMessage:
    """What the practitioner says, sealed; it is acknowledged with it, and becomes a task of the secretariat.

    Raises NotFound, Forbidden, RecordRestricted, InvalidInput naming `text`, MessageAlreadyAnswered.
    """
    message = message_in(actor, message_id, Permission.MESSAGE_ANSWER, lock=True)
    if not is_to(actor, message):
        raise Forbidden()
    words = read_words(text)
    if message.answered_at is not None:
        raise MessageAlreadyAnswered()
    acknowledge(actor, message, Through.SCREEN)
    message.write("answer", words)
    message.answered_by_id, message.answered_at = actor.user_id, clock.now()
    message.save(update_fields=["answer", "answer_apart", "answered_by", "answered_at"])
    _journal(actor, Action.MESSAGE_ANSWERED, message)
    return message


@transaction.atomic
def claim_answer(*, actor: Actor, message_id: UUID) -> PractitionerMessage:
    """This secretary does what the answer asks; theirs for ten minutes, again when asked again.

    Raises NotFound, Forbidden, MessageNotAnswered, AnswerInHand, AnswerSettled.
    """
    message = _answered(actor, message_id)
    message.claimed_by_id, message.claimed_until = actor.user_id, clock.now() + CLAIM
    message.save(update_fields=["claimed_by", "claimed_until"])
    _journal(actor, Action.MESSAGE_CLAIMED, message)
    return message


@transaction.atomic
def settle_answer(*, actor: Actor, message_id: UUID) -> PractitionerMessage:
    """What the answer asked is done; twice by the same person is once.

    Raises NotFound, Forbidden, MessageNotAnswered, AnswerInHand, AnswerSettled.
    """
    message = _answered(actor, message_id)
    if message.settled_at is None:
        message.settled_by_id, message.settled_at = actor.user_id, clock.now()
        message.claimed_by = message.claimed_until = None
        message.save(update_fields=["settled_by", "settled_at", "claimed_by", "claimed_until"])
        _journal(actor, Action.MESSAGE_SETTLED, message)
    return message


def read_words(text: str) -> str:
    """A message's or an answer's text as it is kept. Raises InvalidInput naming `text`."""
    words = clean_lines(text, "text", LONGEST_TEXT)
    if not has_words(words):
        raise InvalidInput.at("text", "blank", "Écrivez le message.")
    if holds_nir(words):
        raise InvalidInput.at("text", "looks-like-a-nir", "Un numéro de sécurité sociale se note dans son champ.")
    return words


def acknowledge(actor: Actor, message: PractitionerMessage, through: Through) -> None:
    """The message, locked by the caller, is known to whom it is for; steps that wait are needed no more."""
    if message.acknowledged_at is not None:
        return
    now = clock.now()
    message.acknowledged_by_id, message.acknowledged_at = actor.user_id, now
    message.acknowledged_through = through.value
    message.save(update_fields=["acknowledged_by", "acknowledged_at", "acknowledged_through"])
    waiting = MessageStep.objects.filter(practice_id=message.practice_id, message=message, outcome="")
    waiting.update(outcome=StepOutcome.STOPPED.value, ended_at=now)
    _journal(actor, Action.MESSAGE_ACKNOWLEDGED, message, through=through.value)


def _answered(actor: Actor, message_id: UUID) -> PractitionerMessage:
    message = message_in(actor, message_id, Permission.MESSAGE_HANDLE, lock=True)
    check_may(actor, Permission.MESSAGE_SEND, message.practice_id)
    if message.answered_at is None:
        raise MessageNotAnswered()
    if message.settled_at is not None and message.settled_by_id != actor.user_id:
        raise AnswerSettled(settled_by=str(message.settled_by_id))
    others = message.claimed_by_id not in (None, actor.user_id)
    if others and message.claimed_until is not None and message.claimed_until > clock.now():
        raise AnswerInHand(claimed_by=str(message.claimed_by_id))
    return message


def about(message: PractitionerMessage) -> dict[str, str]:
    """The call and the visit it was taken for, as the journal names them."""
    named = {"call": message.call_id, "appointment": message.appointment_id}
    return {name: str(one) for name, one in named.items() if one is not None}


def _steps_of(message: PractitionerMessage) -> list[MessageStep]:
    rows = MessageStep.objects.filter(practice_id=message.practice_id, message=message)
    order = list(Rung.values)
    return sorted(rows.select_related("practitioner", "ended_by"), key=lambda step: order.index(step.rung))


def _patient_of(actor: Actor, practice_id: UUID, patient_id: UUID | None, appointment_id: UUID | None) -> UUID | None:
    """Whom it is about: a visit is its patient's. The record is locked, so that no merge moves it meanwhile."""
    if appointment_id is not None:
        visit = booking.appointment(actor, appointment_id)
        if visit.practice_id != practice_id or patient_id not in (None, visit.patient_id):
            raise InvalidInput.at("appointment", "unknown-value", "Ce rendez-vous n'est pas celui de ce patient.")
        patient_id = visit.patient_id
    if patient_id is None:
        return None
    patient = patient_to_change(actor, patient_id, Permission.MESSAGE_SEND)
    if patient.practice_id != practice_id:
        raise NotFound()
    return patient.id


def _journal(actor: Actor, action: Action, message: PractitionerMessage, **details: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=message.practice_id,
        entity=("calls.message", message.id),
        patient_id=message.patient_id,
        details=details | about(message) or None,
    )
