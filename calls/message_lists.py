"""Lists of messages: what is left to do, what is urgent, all of them; the patients shown are journalled."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from audit import services as audit
from audit.actions import Action
from calls.message_reach import RELATED, concerning, reach_of, told_to, within, within_reach
from calls.messages import MessageKind, Rung
from calls.models import MessageStep, PractitionerMessage
from core.compiled import Compiled
from core.scoping import Actor
from patients.lines import PatientLine
from patients.queries import patient_lines
from practices.permissions import Permission, check_may, practices_where

LARGEST_PAGE = 100


class Wanted(StrEnum):
    """Which messages a list shows."""

    TO_DO = "to_do"
    URGENT = "urgent"
    ALL = "all"


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One message without its text; `patient` when it is about somebody whom the reader may see."""

    message: PractitionerMessage
    patient: PatientLine | None
    to_ring: bool


@transaction.atomic
def desk_messages(actor: Actor, practice_id: UUID | None = None, wanted: Wanted = Wanted.TO_DO) -> list[Listed]:
    """What the desk follows, newest first, a hundred at most; of what is left to do, urgent ones first.

    Raises NotFound, Forbidden for a practice not theirs.
    """
    rows = within_reach(actor)
    if practice_id is not None:
        check_may(actor, Permission.MESSAGE_READ, practice_id)
        rows = rows.filter(practice_id=practice_id)
    return _listed(actor, rows.filter(_WANTED[wanted]), urgent_first=wanted is Wanted.TO_DO)


@transaction.atomic
def own_messages(actor: Actor, wanted: Wanted = Wanted.TO_DO) -> list[Listed]:
    """What this practitioner is to read, or was, newest first, a hundred at most."""
    unread = Q(acknowledged_at__isnull=True)
    chosen = {Wanted.TO_DO: unread, Wanted.URGENT: unread & Q(kind=MessageKind.URGENT), Wanted.ALL: Q()}[wanted]
    return _listed(actor, concerning(actor).filter(chosen), urgent_first=wanted is Wanted.TO_DO)


def count_at_desk(actor: Actor) -> int:
    """How many messages wait for a secretary: an answer to deal with, a practitioner to ring."""
    if not practices_where(actor, Permission.MESSAGE_SEND):
        return 0
    return _AT_DESK.count(*reach_of(actor))


def count_unread(actor: Actor) -> int:
    """How many messages this practitioner has not acknowledged."""
    own = practices_where(actor, Permission.MESSAGE_ANSWER)
    return _UNREAD.count(sorted(own), actor.user_id) if own else 0


def _waiting_call() -> Exists:
    return Exists(
        MessageStep.objects.filter(
            practice_id=OuterRef("practice_id"), message=OuterRef("pk"), rung=Rung.CALL, outcome=""
        )
    )


_LEFT_TO_DO = Q(answered_at__isnull=False, settled_at__isnull=True) | Q(_waiting_call())
# Asked by the bar of every page.
_AT_DESK = Compiled(
    lambda practices, whole, person: within(practices, whole, person).filter(_LEFT_TO_DO).values_list("id")
)
_UNREAD = Compiled(
    lambda practices, person: told_to(practices, person).filter(acknowledged_at__isnull=True).values_list("id")
)
_IS_URGENT = ExpressionWrapper(Q(kind=MessageKind.URGENT), output_field=BooleanField())
_WANTED = {
    Wanted.TO_DO: _LEFT_TO_DO,
    Wanted.URGENT: Q(kind=MessageKind.URGENT, acknowledged_at__isnull=True),
    Wanted.ALL: Q(),
}


def _listed(actor: Actor, rows: "QuerySet[PractitionerMessage]", *, urgent_first: bool) -> list[Listed]:
    rows = rows.select_related(*RELATED).annotate(to_ring=_waiting_call(), is_urgent=_IS_URGENT)
    order = ("-is_urgent", "-sent_at", "-id") if urgent_first else ("-sent_at", "-id")
    found = list(rows.order_by(*order)[:LARGEST_PAGE])
    patients = patient_lines(actor, {one.patient_id for one in found if one.patient_id})
    audit.record_many(
        audit.Event(
            actor=actor,
            action=Action.MESSAGE_LISTED,
            practice_id=one.practice_id,
            entity=("calls.message", one.id),
            patient_id=one.patient_id,
        )
        for one in found
        if one.patient_id in patients
    )
    return [Listed(one, patients.get(one.patient_id) if one.patient_id else None, one.to_ring) for one in found]
