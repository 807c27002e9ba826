"""One message out: our reference stored, the visit read again under its lock, the vendor called, the end written.

Two transactions. The first writes `sending` with our reference and commits: nothing reaches a vendor without it. The
second locks the visits, judges again, calls the vendor and writes what it answered: a cancellation is acknowledged
either before, and then nothing is said, or after what was said. A worker that dies between the two leaves `sending`,
which `notifications.services.recovering` settles without ever sending blindly.
"""

import logging
from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection, transaction

from audit import services as audit
from audit.actions import Action
from booking.queries import AppointmentCard, appointment_card
from core import clock
from core.scoping import acting_as, system_actor
from notifications import timetable
from notifications.judging import Leaves, Never, Waits, judge
from notifications.kinds import REMINDERS, Kind, Medium
from notifications.models import Delivery
from notifications.numbers import number_key
from notifications.plans import plan_of
from notifications.services.attempts import Attempt, failed
from notifications.services.claims import Turn, claim, held, mine, pause_after
from notifications.services.writing import make_void, mark_sending, must_know, to_state, wait
from notifications.states import SAID, State
from notifications.vendors import hand_over
from notifications.wording import Letter, TooLong, Visit, digest, letter, signed_by, sms
from online.services import link_to_send
from patients.reach import holders_of_number
from telephony_adapters.numbers import display_phone
from telephony_adapters.protocols import NotReached, Refused, SmsRef, Unreachable

BATCH = 20

logger = logging.getLogger("permanence.notifications")


def send_due() -> int:
    """Act on at most 20 due messages; returns how many were taken. One that fails is tried later, the others go on."""
    turns = claim(State.QUEUED, BATCH)
    for turn in turns:
        attempt = Attempt(turn)
        try:
            with acting_as(system_actor(turn.practice_id)):
                if _prepare(turn):
                    _say(attempt)
        except Exception as error:
            failed(attempt, error)
    return len(turns)


@transaction.atomic
def _prepare(turn: Turn) -> bool:
    """Whether it is about to be sent: the row, and those that one message can carry with it, say so from here on."""
    row = mine(turn)
    if row is None:
        return False
    card = appointment_card(row.visit_id)
    verdict = _judged(row, card)
    if isinstance(verdict, Leaves) and card is not None:
        # Before the row: whoever holds it carries the rows of the same telephone along, and waits for none of them.
        _one_writer(card, verdict)
    row = held(turn, State.QUEUED)
    if row is None:
        return False
    if isinstance(verdict, Waits):
        wait(row, verdict.until, "quiet-hours")
        return False
    if isinstance(verdict, Never) or card is None:
        reason = verdict.reason if isinstance(verdict, Never) else "no-such-appointment"
        make_void(row, reason, must_know=card is not None and must_know(Kind(row.kind), by_practice=card.by_practice))
        return False
    if not _settle_channel(row, verdict.medium) or _was_reminded_today(row, card, verdict):
        return False
    for each in [row, *_carried(row, card, verdict)]:
        mark_sending(each, row, verdict)
    return True


@transaction.atomic
def _say(attempt: Attempt) -> None:
    """The visits locked, in order, until the vendor has answered; the rows too, so that nobody settles them meanwhile.

    A worker that slept past its lease finds them settled by another, and says nothing.
    """
    turn = attempt.turn
    mine_now = Delivery.objects.filter(
        practice_id=turn.practice_id, reference=turn.id, state=State.SENDING.value, claim_id=turn.claim_id
    )
    visits = set(mine_now.filter(appointment__isnull=False).values_list("appointment_id", flat=True))
    cards = {visit: appointment_card(visit) for visit in sorted(visits)}
    group = list(mine_now.select_for_update().order_by("id"))
    told: list[tuple[Delivery, AppointmentCard]] = []
    way: Leaves | None = None
    for row in sorted(group, key=lambda one: (one.id != turn.id, one.due_at)):
        verdict, card = _judged(row, cards.get(row.visit_id)), cards.get(row.visit_id)
        if isinstance(verdict, Leaves) and card is not None and (way is None or way == verdict):
            way = verdict
            told.append((row, card))
        elif isinstance(verdict, Never):
            make_void(row, verdict.reason)
        else:
            to_state(row, State.QUEUED, "later", due_at=verdict.until if isinstance(verdict, Waits) else clock.now())
    if told and way is not None:
        _call_vendor(attempt, way, told)


def _call_vendor(attempt: Attempt, way: Leaves, told: list[tuple[Delivery, AppointmentCard]]) -> None:
    reference = attempt.turn.id
    try:
        message = _message(way, told)
        attempt.handed_over = True
        answer = hand_over(way, message, reference)
    except TooLong:
        for row, card in told:
            make_void(row, "too-long", must_know=must_know(Kind(row.kind), by_practice=card.by_practice))
    except NotReached:
        _try_again(told)
    except Refused as refusal:
        for row, _ in told:
            to_state(row, State.FAILED, refusal.code)
    except Unreachable:
        # Nobody knows whether it was taken: the row stays as it is until the lease ends, then it is asked about.
        logger.warning("message %s: the vendor's answer was lost", reference)
    else:
        _accepted(answer, digest(message.body if isinstance(message, Letter) else message), told)


def _accepted(answer: SmsRef, text_digest: str, told: list[tuple[Delivery, AppointmentCard]]) -> None:
    for row, card in told:
        to_state(
            row,
            State.ACCEPTED,
            provider_message_id=answer.provider_message_id or "",
            parts=answer.parts,
            text_digest=text_digest,
        )
        audit.record(
            actor=None,
            action=Action.CONFIRMATION_SENT,
            practice_id=row.practice_id,
            entity=("appointment", card.id),
            patient_id=card.patient_id,
            details={"message": row.id, "topic": row.kind, "version": row.version, "channel": row.channel},
        )


def _try_again(told: list[tuple[Delivery, AppointmentCard]]) -> None:
    """Certainly not sent: due again after a pause that doubles. The judgement ends it when the visit comes."""
    for row, _ in told:
        to_state(row, State.QUEUED, "channel-unreachable", due_at=clock.now() + pause_after(row.attempts))


def _message(way: Leaves, told: list[tuple[Delivery, AppointmentCard]]) -> str | Letter:
    first, card = told[0]
    plan, kind = plan_of(card.practice_id), Kind(first.kind)
    signature = signed_by(plan.signature, card.practice_name)
    ordered = sorted((each for _, each in told), key=lambda one: one.starts_at)
    visits = [Visit(each.starts_at, each.location_name, each.address, _link(kind, each)) for each in ordered]
    if way.line is None:
        return letter(kind, visits, signature, display_phone(card.practice_phone) if card.practice_phone else "")
    return sms(kind, visits, signature, answers=way.line.answers).text


def _link(kind: Kind, card: AppointmentCard) -> str:
    """The page of the visit, where it may be changed; nothing for what is cancelled, nor for what is kept secret."""
    if kind is Kind.CANCELLED or card.is_secret:
        return ""
    token = link_to_send(card.practice_id, card.id)
    return urljoin(f"{settings.PUBLIC_URL}/", f"rdv/lien/{token}/") if token else ""


def _judged(row: Delivery, card: AppointmentCard | None) -> Leaves | Waits | Never:
    plan = plan_of(row.practice_id)
    only = Medium(row.channel) if row.resend else None
    return judge(Kind(row.kind), row.version, card, plan, due_at=row.due_at, now=clock.now(), only=only)


def _one_writer(card: AppointmentCard, way: Leaves) -> None:
    """One message at a time to one telephone, or to one person by e-mail: what may be said together is."""
    whom = number_key(card.practice_id, way.to).hex() if way.medium is Medium.SMS else str(card.patient_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"message {card.practice_id} {whom}"])


def _settle_channel(row: Delivery, medium: Medium) -> bool:
    """The channel as chosen now; False when it was said there already."""
    if row.channel == medium.value:
        return True
    same = Delivery.objects.filter(
        practice_id=row.practice_id, appointment=row.appointment_id, kind=row.kind, version=row.version,
        resend=row.resend, channel=medium.value,
    )  # fmt: skip
    if same.exists():
        make_void(row, "said-already")
        return False
    row.channel = medium.value
    row.save(update_fields=["channel"])
    return True


def _was_reminded_today(row: Delivery, card: AppointmentCard, way: Leaves) -> bool:
    """One reminder by SMS a day and telephone, from one sender, whoever's files the number stands in.

    The next waits for tomorrow; when that is too late, somebody tells the person, who is reminded all the same.
    """
    if row.kind not in REMINDERS or way.line is None or row.resend:
        return False
    now = clock.now()
    midnight = timetable.end_of_day(now, card.timezone)
    today = Delivery.objects.filter(
        practice_id=row.practice_id,
        number_key=number_key(row.practice_id, way.to),
        sender=way.line.sender[:16],
        kind__in=sorted(REMINDERS),
        state__in=sorted(SAID),
        sending_at__gte=timetable.end_of_day(now - timedelta(days=1), card.timezone),
    )
    if not today.exists():
        return False
    plan = plan_of(row.practice_id)
    last = card.starts_at - timetable.LAST_CALL
    later = timetable.settle(midnight, plan, card.timezone, now=now, last=last)
    if later is not None and later >= midnight:
        wait(row, later, "one-sms-a-day")
    else:
        make_void(row, "one-sms-a-day", must_know=True)
    return True


def _carried(row: Delivery, card: AppointmentCard, way: Leaves) -> list[Delivery]:
    """What else is to be said to this telephone, or to this person by e-mail: reminders of the day together, changes of
    one kind too. A family that shares a number has one message; those who are reached elsewhere are sent apart.

    Leases do not matter here: no vendor is called about a row that is still queued, and whoever claimed it looks again.
    """
    if card.is_secret or row.resend:
        return []
    now = clock.now()
    is_reminder = row.kind in REMINDERS
    people = {card.patient_id}
    if way.medium is Medium.SMS:
        people.update(holders_of_number(row.practice_id, way.to))
    others = Delivery.objects.select_for_update(of=("self",)).filter(
        practice_id=row.practice_id,
        appointment__patient__in=people,
        appointment__minor_secrecy=False,
        state=State.QUEUED.value,
        channel=row.channel,
        resend=0,
        kind__in=sorted(REMINDERS) if is_reminder else [row.kind],
        due_at__lt=timetable.end_of_day(now, card.timezone) if is_reminder else now + timedelta(seconds=1),
    )
    return list(others.exclude(id=row.id).exclude(appointment=row.appointment_id).order_by("id"))
