"""Questions about messages: what is left to do, the plan of a practice. Never beyond the actor's practices."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Q, QuerySet, When

from audit import services as audit
from audit.actions import Action
from booking.models import Appointment
from core.compiled import Compiled
from core.errors import NotFound
from core.scoping import Actor
from notifications.kinds import LABELS, MEDIUM_LABELS, Kind, Medium
from notifications.models import Cause, FollowUp, ReminderPlan
from notifications.plans import plan_of
from notifications.timetable import Plan
from online.queries import Earlier, earlier_of
from patients.lines import PatientLine
from patients.queries import patient_lines
from patients.reach import holders_of_number, numbers_of_locked
from practices.permissions import Permission, check_may, practices_where

LARGEST_LIST = 200
REASONS = {
    "email-refused": "l'adresse est refusée",
    "gateway-refused": "l'opérateur a refusé le message",
    "nobody-can-say": "la réponse de l'opérateur s'est perdue",
    "vendor-silent": "l'opérateur ne répond pas",
    "cannot-be-reached": "ni mobile ni adresse électronique",
    "number-stopped": "le numéro a répondu STOP",
    "one-sms-a-day": "un rappel est déjà parti ce jour à ce numéro, demain serait trop tard",
    "no-sms-channel": "le cabinet n'a pas de ligne pour les SMS",
    "no-email-channel": "l'envoi par e-mail n'est pas en service",
}


_UNPLACED = Q(reply__isnull=False, reply__appointment__isnull=True)
_EXPECTED = Q(appointment__status__in=("pending", "booked"))
_REPLACED = Q(cause=Cause.DISPLACED) & (Q(appointment__is_orphaned=False) | ~_EXPECTED)
_CHOSEN = Q(cause=Cause.NEAR) & ~_EXPECTED
_OF_A_LOCKED_RECORD = (
    Q(delivery__appointment__patient__locked_at__isnull=False)
    | Q(reply__appointment__patient__locked_at__isnull=False)
    | Q(appointment__patient__locked_at__isnull=False)
)


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One line of the work list; `patient` is None when nobody is sure whose it is."""

    id: UUID
    practice_id: UUID
    practice_name: str
    cause: Cause
    opened_at: datetime
    reason: str
    message: str
    channel: Medium | None
    appointment_id: UUID | None
    starts_at: datetime | None
    timezone: str
    patient: PatientLine | None
    reply_id: UUID | None
    # For an hour to offer by telephone: the one kept now, if any.
    sooner: Earlier | None = None

    @property
    def may_resend(self) -> bool:
        """Only a message, and only to somebody."""
        return self.channel is not None and self.patient is not None


@dataclass(frozen=True, slots=True)
class OpenedReply:
    """What somebody answered, opened for one person; `holders` are all the patients with that number."""

    id: UUID
    practice_id: UUID
    at: datetime
    number: str = field(repr=False)
    text: str = field(repr=False)
    holders: list[PatientLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanShown:
    """`version` 0: the usual plan, nobody chose anything."""

    plan: Plan
    version: int


def left_to_do(actor: Actor, practice_id: UUID | None = None) -> list[FollowUpLine]:
    """What waits for somebody at one practice or at all of the actor's, oldest first, 200 at most.

    The patients shown are journalled. Raises NotFound, Forbidden for the practice given.
    """
    if practice_id is not None:
        check_may(actor, Permission.FOLLOW_UP_HANDLE, practice_id)
    rows = list(
        _open(actor, practice_id)
        .select_related(
            "practice", "delivery__appointment__location", "reply__appointment__location", "appointment__location"
        )
        .order_by("opened_at", "id")[:LARGEST_LIST]
    )
    locked = _locked(rows)
    rows = [row for row in rows if row.id not in locked]
    wanted = {visit.patient_id for row in rows if (visit := _visit(row)) is not None}
    found = patient_lines(actor, wanted)
    audit.record_many(
        audit.Event(actor, Action.PATIENT_FOUND, one.practice_id, ("patient", one.id), patient_id=one.id)
        for one in found.values()
    )
    return [_line(row, found) for row in rows]


def count_follow_ups(actor: Actor) -> int:
    """How many lines wait."""
    places = practices_where(actor, Permission.FOLLOW_UP_HANDLE)
    found: dict[bool, int] = dict(_COUNTED.rows(sorted(places))) if places else {}
    hidden = _locked(_open(actor, None).filter(_UNPLACED).select_related("reply")) if True in found else set()
    return sum(found.values()) - len(hidden)


def follow_up_in(actor: Actor, follow_up_id: UUID) -> FollowUp:
    """One line, settled or not. Raises NotFound, Forbidden."""
    row = FollowUp.objects.filter(practice_id__in=actor.practice_ids, id=follow_up_id).first()
    if row is None:
        raise NotFound()
    check_may(actor, Permission.FOLLOW_UP_HANDLE, row.practice_id)
    return row


@transaction.atomic
def open_reply(actor: Actor, follow_up_id: UUID) -> OpenedReply:
    """What was answered, journalled as opened. Raises NotFound, also for what a locked record says, Forbidden."""
    follow_up = follow_up_in(actor, follow_up_id)
    reply = follow_up.reply
    if not _open(actor, follow_up.practice_id, settled=True).filter(id=follow_up_id).exists() or _locked([follow_up]):
        raise NotFound()
    if reply is None or reply.number is None or reply.text is None:
        raise NotFound()
    number = reply.number.open()
    holders = patient_lines(actor, holders_of_number(reply.practice_id, number))
    audit.record(
        actor=actor,
        action=Action.REPLY_OPENED,
        practice_id=reply.practice_id,
        entity=("notifications.reply", reply.id),
        details={"quarantined": reply.is_quarantined},
    )
    audit.record_many(
        audit.Event(actor, Action.PATIENT_FOUND, one.practice_id, ("patient", one.id), patient_id=one.id)
        for one in holders.values()
    )
    return OpenedReply(
        reply.id, reply.practice_id, reply.occurred_at, number, reply.text.open(), list(holders.values())
    )


def plan_in(actor: Actor, practice_id: UUID) -> PlanShown:
    """What a practice wants said and when. Raises NotFound, Forbidden."""
    check_may(actor, Permission.REMINDER_PLAN_READ, practice_id)
    version = ReminderPlan.objects.filter(practice_id=practice_id).values_list("version", flat=True).first()
    return PlanShown(plan_of(practice_id), version or 0)


def _open(actor: Actor, practice_id: UUID | None, *, settled: bool = False) -> QuerySet[FollowUp]:
    """Never about the visit of a locked record, which is shown to nobody."""
    allowed = practices_where(actor, Permission.FOLLOW_UP_HANDLE)
    chosen = allowed if practice_id is None else allowed & {practice_id}
    rows = _told(sorted(chosen))
    return rows if settled else rows.filter(settled_at__isnull=True)


def _told(practices: Any) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(practice_id__among=practices).exclude(_OF_A_LOCKED_RECORD)
    # A visit that has an hour again leaves nobody to ring, nor does one of two near visits that is no more.
    return rows.exclude(_REPLACED).exclude(_CHOSEN)


# Asked by the bar of every page: how many, apart those that an answer of no visit left.
_COUNTED = Compiled(
    lambda practices: (
        _told(practices)
        .filter(settled_at__isnull=True)
        .values_list(Case(When(_UNPLACED, then=True), default=False))
        .annotate(Count("id"))
    )
)


def _locked(rows: Iterable[FollowUp]) -> set[UUID]:
    """The lines about an answer of no visit, from a number that locked records alone hold."""
    numbers: dict[UUID, dict[UUID, str]] = {}
    for row in rows:
        if row.reply is not None and row.reply.appointment_id is None and row.reply.number is not None:
            numbers.setdefault(row.practice_id, {})[row.id] = row.reply.number.open()
    found = ((told, numbers_of_locked(practice_id, told.values())) for practice_id, told in numbers.items())
    return {row_id for told, hidden in found for row_id, number in told.items() if number in hidden}


def _visit(row: FollowUp) -> Appointment | None:
    if row.appointment is not None:
        return row.appointment
    return row.delivery.appointment if row.delivery else row.reply.appointment if row.reply else None


def _line(row: FollowUp, found: dict[UUID, PatientLine]) -> FollowUpLine:
    visit, message = _visit(row), row.delivery
    patient = found.get(visit.patient_id) if visit else None
    shown = visit if patient else None
    return FollowUpLine(
        id=row.id,
        practice_id=row.practice_id,
        practice_name=row.practice.name,
        cause=Cause(row.cause),
        opened_at=row.opened_at,
        reason=_sentence(message.reason) if message else "",
        message=f"{LABELS[Kind(message.kind)]} par {MEDIUM_LABELS[Medium(message.channel)]}" if message else "",
        channel=Medium(message.channel) if message else None,
        appointment_id=shown.id if shown else None,
        starts_at=shown.starts_at if shown else None,
        timezone=shown.location.timezone if shown else "Europe/Paris",
        patient=patient,
        reply_id=row.reply_id,
        sooner=earlier_of(row.practice_id, shown.id) if shown and row.cause == Cause.EARLIER.value else None,
    )


def _sentence(reason: str) -> str:
    """A vendor's own code stays readable to whoever asks the vendor."""
    return REASONS.get(reason) or (f"l'opérateur l'a refusé ({reason})" if reason else "")


def displaced_to_call(actor: Actor, practice_id: UUID) -> frozenset[UUID]:
    """The visits that lost their hour and whose patients somebody is to ring. Raises NotFound, Forbidden."""
    check_may(actor, Permission.FOLLOW_UP_HANDLE, practice_id)
    rows = _open(actor, practice_id).filter(cause=Cause.DISPLACED)
    return frozenset(rows.values_list("appointment_id", flat=True))
