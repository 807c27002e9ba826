"""What patients answer by SMS: acted on when it can only mean one visit, read by somebody when not.

The number and the line it was sent to say which visit: exactly one to come, told of from that line, or nobody acts.
STOP is obeyed at once, and wins over an older answer that arrives after it: answers are sorted by the vendor's clock.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit import services as audit
from audit.actions import Action
from booking import services as booking
from booking.lifecycle import Status
from booking.models import CancelledBy, PresenceThrough
from calls.sms_readers import practice_of_line
from consent import services as consent
from consent.decisions import Reach
from consent.purposes import Purpose
from consent.queries import last_decision
from core import clock
from core.errors import DomainError
from core.scoping import Actor, Channel, acting_as, system_actor
from notifications.kinds import Kind, Medium
from notifications.models import Cause, Delivery, FollowUp, Reply, ReplyOutcome, StoppedNumber
from notifications.numbers import number_key
from notifications.replies import Meaning, meaning_of
from notifications.states import SAID
from patients.reach import holders_of_number
from patients.screening import screen
from telephony_adapters.events import SmsEvent, SmsKind
from telephony_adapters.protocols import Account
from telephony_adapters.registry import VENDORS

# A vendor's clock and ours are not the same.
SKEW = timedelta(minutes=5)
REASON = "Annulé par SMS"


@dataclass(frozen=True, slots=True)
class _Answer:
    practice_id: UUID
    line: str
    number: str = field(repr=False)
    key: bytes = field(repr=False)
    text: str = field(repr=False)
    meaning: Meaning
    said_at: datetime


def read_reply(fact: SmsEvent, received_at: datetime) -> bool:
    """Keep it, sealed, and act or open a line for somebody. False when it was sent to no line of anybody."""
    practice_id = practice_of_line(fact.account, fact.to_e164) if fact.to_e164 else None
    if practice_id is None or fact.from_e164 is None or fact.to_e164 is None:
        return False
    with acting_as(system_actor(practice_id)), transaction.atomic():
        if Reply.objects.filter(practice_id=practice_id, account=fact.account, event_id=fact.event_id).exists():
            return True
        text = fact.text or ("STOP" if fact.kind is SmsKind.OPTED_OUT else "")
        answer = _Answer(
            practice_id,
            fact.to_e164,
            fact.from_e164,
            number_key(practice_id, fact.from_e164),
            text,
            Meaning.STOP if fact.kind is SmsKind.OPTED_OUT else meaning_of(text),
            fact.occurred_at or received_at,
        )
        outcome, visit, cause = _act(answer, fact.account)
        reply = _keep(answer, fact, received_at, outcome, visit, quarantined=cause is Cause.QUARANTINED)
        if cause is not None:
            FollowUp.objects.create(practice_id=practice_id, cause=cause.value, reply=reply, opened_at=clock.now())
        if outcome is not ReplyOutcome.PERSON:
            _journal(reply)
    return True


def _act(answer: _Answer, account: str) -> tuple[ReplyOutcome, UUID | None, Cause | None]:
    """What was done, about which visit, and why somebody must look, if so."""
    if answer.meaning is Meaning.STOP:
        _stop(answer)
        return ReplyOutcome.STOPPED, None, None
    if answer.meaning is Meaning.OTHER:
        return ReplyOutcome.PERSON, None, Cause.QUARANTINED if screen(answer.text) else Cause.UNREADABLE
    if _is_overtaken(answer):
        # A yes that was overtaken asks for nothing; a no is a visit that somebody may be waiting for.
        asks = answer.meaning is Meaning.CANCEL
        return ReplyOutcome.OVERTAKEN, None, Cause.AMBIGUOUS if asks else None
    visits = _visits_told_of(answer)
    if len(visits) != 1:
        return ReplyOutcome.PERSON, None, Cause.AMBIGUOUS
    ((visit, is_of_its_time),) = visits.items()
    if not is_of_its_time:
        # Told of a time that it no longer has: nobody knows which of the two is meant.
        return ReplyOutcome.PERSON, visit, Cause.AMBIGUOUS
    if answer.meaning is Meaning.CONFIRM:
        return _confirm(answer.practice_id, visit)
    if not _may_cancel(account):
        return ReplyOutcome.PERSON, visit, Cause.CANCEL_ASKED
    return _cancel(answer.practice_id, visit)


def _confirm(practice_id: UUID, visit: UUID) -> tuple[ReplyOutcome, UUID | None, Cause | None]:
    """Noted on the visit, where the desk and the practitioner see it."""
    try:
        booking.note_presence(actor=_by_sms(practice_id), appointment_id=visit, through=PresenceThrough.SMS)
    except DomainError:
        return ReplyOutcome.PERSON, visit, Cause.AMBIGUOUS
    return ReplyOutcome.CONFIRMED, visit, None


def _cancel(practice_id: UUID, visit: UUID) -> tuple[ReplyOutcome, UUID | None, Cause | None]:
    """As the system, for the patient. A refusal of the agenda is for a person."""
    try:
        booking.cancel_appointment(
            actor=_by_sms(practice_id), appointment_id=visit, by=CancelledBy.PATIENT, reason=REASON
        )
    except DomainError:
        return ReplyOutcome.PERSON, visit, Cause.CANCEL_ASKED
    return ReplyOutcome.CANCELLED, visit, None


def _may_cancel(account_name: str) -> bool:
    """A cancellation cannot be undone for long: only on the word of a vendor that signs, or whose path is private."""
    account: Account | None = settings.TELEPHONY_ACCOUNTS.get(account_name)
    if account is None:
        return False
    return VENDORS[account.provider].signed or account.options.get("private_path", "").lower() == "true"


def _visits_told_of(answer: _Answer) -> dict[UUID, bool]:
    """The visits to come that this number was told of from this line before it answered; True: told as it is now."""
    told = (
        Delivery.objects.filter(
            practice_id=answer.practice_id,
            channel=Medium.SMS.value,
            sender=answer.line,
            state__in=sorted(SAID),
            sending_at__lte=answer.said_at + SKEW,
            appointment__status=Status.BOOKED.value,
            appointment__starts_at__gt=clock.now(),
            appointment__patient__locked_at__isnull=True,
        )
        .exclude(kind=Kind.CANCELLED.value)
        .select_related("appointment")
    )
    holders = holders_of_number(answer.practice_id, answer.number)
    rows = list(told.filter(appointment__patient__in=holders, appointment__minor_secrecy=False))
    # A minor's own number stands in no file.
    for row in told.filter(appointment__minor_secrecy=True):
        own = row.appointment.own_contact if row.appointment else None
        if own is not None and own.open() == answer.number:
            rows.append(row)
    found: dict[UUID, bool] = {}
    for row in rows:
        as_it_is = row.appointment is not None and row.version == row.appointment.version
        found[row.visit_id] = found.get(row.visit_id, False) or as_it_is
    return found


def _is_overtaken(answer: _Answer) -> bool:
    """Whether this number has said something later, by the vendor's clock; STOP wins at the same instant too."""
    said = Reply.objects.filter(practice_id=answer.practice_id, number_key=answer.key)
    later = Q(occurred_at__gt=answer.said_at) | Q(occurred_at=answer.said_at, meaning=Meaning.STOP.value)
    return said.filter(later).exclude(meaning=Meaning.OTHER.value).exists()


def _stop(answer: _Answer) -> None:
    """The number objects: nothing more is sent to it by this practice, and those it reached are reminded no more."""
    stop, is_new = StoppedNumber.objects.select_for_update().get_or_create(
        practice_id=answer.practice_id, number_key=answer.key, defaults={"said_at": answer.said_at}
    )
    if not is_new and stop.said_at < answer.said_at:
        stop.said_at = answer.said_at
        stop.save(update_fields=["said_at"])
    for patient_id in holders_of_number(answer.practice_id, answer.number):
        last = last_decision(answer.practice_id, patient_id, Purpose.REMINDERS)
        # Whoever is reached by e-mail was not speaking here; whoever chose SMS again since has decided later.
        if last is None or last.reach != Reach.SMS.value or last.at > answer.said_at:
            continue
        consent.object_to_purpose(
            actor=_by_sms(answer.practice_id),
            practice_id=answer.practice_id,
            subject_id=patient_id,
            purpose=Purpose.REMINDERS,
            channel=Channel.PHONE.value,
        )


def _keep(
    answer: _Answer, fact: SmsEvent, received_at: datetime, outcome: ReplyOutcome, visit: UUID | None,
    *, quarantined: bool,
) -> Reply:  # fmt: skip
    reply = Reply(
        practice_id=answer.practice_id,
        account=fact.account,
        event_id=fact.event_id,
        number_key=answer.key,
        number=answer.number,
        text=answer.text,
        occurred_at=answer.said_at,
        received_at=received_at,
        meaning=answer.meaning.value,
        outcome=outcome.value,
        appointment_id=visit,
        is_quarantined=quarantined,
    )
    reply.save(force_insert=True)
    return reply


def _journal(reply: Reply) -> None:
    stopped = reply.outcome == ReplyOutcome.STOPPED
    audit.record(
        actor=None,
        action=Action.NUMBER_STOPPED if stopped else Action.REPLY_ACTED_ON,
        practice_id=reply.practice_id,
        entity=("notifications.reply", reply.id),
        details={"outcome": reply.outcome, "appointment": reply.appointment_id},
    )


def _by_sms(practice_id: UUID) -> Actor:
    return system_actor(practice_id)
