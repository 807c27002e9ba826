"""A message as a page shows it, at the desk and to the practitioner: who, when, where it stands, what was tried."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from calls.message_lists import Listed
from calls.messages import MessageKind, Through
from calls.models import MessageStep, PractitionerMessage
from calls.services.messaging import MessageRead
from core import clock
from patients.lines import PatientLine
from web import french


@dataclass(frozen=True, slots=True, repr=False)
class MessageLine:
    """`tone` is the class of the tag that says where it stands."""

    id: UUID
    kind: str
    is_urgent: bool
    practice: str
    to: str
    about: str
    sent: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True, repr=False)
class MessagePage:
    """One message, opened. `in_hand` names who deals with the answer now, when it is somebody else."""

    line: MessageLine
    sender: str
    for_agenda: str
    text: str
    answer: str
    answered: str
    acknowledged: str
    settled: str
    in_hand: str
    steps: list[str]
    to_ring: bool
    is_answered: bool
    is_acknowledged: bool
    is_settled: bool


def message_line(one: Listed, *, at_desk: bool = True) -> MessageLine:
    """`at_desk`: whoever reads it carries messages; the practitioner is not told to ring the practitioner."""
    message = one.message
    state, tone = _standing(message, to_ring=one.to_ring and at_desk)
    return MessageLine(
        id=message.id,
        kind=message.get_kind_display(),
        is_urgent=message.kind == MessageKind.URGENT,
        practice=message.practice.name,
        to=message.recipient.display_name,
        about=patient_name(one.patient),
        sent=_at(message, message.sent_at),
        state=state,
        tone=tone,
    )


def message_page(
    read: MessageRead, patient: PatientLine | None, reader: UUID | None, *, at_desk: bool = True
) -> MessagePage:
    message = read.message
    to_ring = any(step.rung == "call" and not step.outcome for step in read.steps)
    own_agenda = message.practitioner_role.practitioner_id == message.recipient_id
    return MessagePage(
        line=message_line(Listed(message, patient, to_ring), at_desk=at_desk),
        sender=_name(message.sender),
        for_agenda="" if own_agenda else message.practitioner_role.practitioner.display_name,
        text=read.text,
        answer=read.answer,
        answered=_who_and_when(message, message.answered_by, message.answered_at),
        acknowledged=_acknowledged(message),
        settled=_who_and_when(message, message.settled_by, message.settled_at),
        in_hand=_in_hand(message, reader),
        steps=[_step(message, step) for step in read.steps],
        to_ring=to_ring,
        is_answered=message.answered_at is not None,
        is_acknowledged=message.acknowledged_at is not None,
        is_settled=message.settled_at is not None,
    )


def patient_name(patient: PatientLine | None) -> str:
    """« Ana Morel, 12/03/1984 », or nothing."""
    if patient is None:
        return ""
    return f"{patient.given_names} {patient.family_name}, {french.short_day(patient.birth_date)}"


def _standing(message: PractitionerMessage, *, to_ring: bool) -> tuple[str, str]:
    if message.settled_at is not None:
        return "Réponse traitée", "ok"
    if message.answered_at is not None:
        return "Réponse à traiter", "warn"
    if message.acknowledged_at is not None:
        return "Lu", "ok"
    if to_ring:
        return "Praticien à appeler", "alert"
    return ("Pas encore lu", "alert" if message.kind == MessageKind.URGENT else "")


def _acknowledged(message: PractitionerMessage) -> str:
    if message.acknowledged_at is None:
        return ""
    by_phone = " (joint par téléphone)" if message.acknowledged_through == Through.PHONE else ""
    return _who_and_when(message, message.acknowledged_by, message.acknowledged_at) + by_phone


def _in_hand(message: PractitionerMessage, reader: UUID | None) -> str:
    until = message.claimed_until
    if until is None or until <= clock.now() or message.claimed_by_id == reader:
        return ""
    return _name(message.claimed_by)


def _step(message: PractitionerMessage, step: MessageStep) -> str:
    to = f", {step.practitioner.display_name}" if step.practitioner else ""
    return f"{_at(message, step.at)} : {step.get_rung_display()}{to}. {step.get_outcome_display()}."


def _who_and_when(message: PractitionerMessage, who: object, at: datetime | None) -> str:
    return f"{_name(who)}, {_at(message, at)}" if at is not None else ""


def _name(person: object) -> str:
    return str(getattr(person, "display_name", "")) or "Le système"


def _at(message: PractitionerMessage, moment: datetime) -> str:
    return french.when(moment, message.practitioner_role.location.timezone)
