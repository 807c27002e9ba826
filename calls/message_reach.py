"""Who may know of a message: whoever works for the practice's agendas; of the practitioners, those it concerns."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from calls.models import MessageStep, PractitionerMessage
from core.errors import NotFound
from core.scoping import Actor
from patients.queries import patient_in
from practices.models import Practitioner
from practices.permissions import Permission, check_may, practices_where

RELATED = ("practice", "recipient", "practitioner_role__practitioner",
           "practitioner_role__location", "sender", "acknowledged_by", "answered_by",
           "claimed_by", "settled_by")  # fmt: skip
_OF_NO_LOCKED_RECORD = Q(patient__isnull=True) | Q(patient__locked_at__isnull=True)


def within_reach(actor: Actor) -> "QuerySet[PractitionerMessage]":
    """The messages that the actor may list, locked records left out.

    A secretary knows of all those of the practice. A practitioner knows of those sent to them, by them, or carried to
    them by the ladder.
    """
    return within(*reach_of(actor))


def reach_of(actor: Actor) -> tuple[list[UUID], list[UUID], UUID | None]:
    """The practices of `within_reach`, those among them of which everything is, and who asks."""
    own = practices_where(actor, Permission.MESSAGE_ANSWER) if actor.user_id else frozenset[UUID]()
    all_of = practices_where(actor, Permission.MESSAGE_READ) - own
    return sorted(all_of | own), sorted(all_of), actor.user_id


def within(practices: Any, whole: Any, person: Any) -> "QuerySet[PractitionerMessage]":
    """`within_reach`, of what `reach_of` says."""
    concerned = Q(sender_id=person) | _to(person)
    rows = PractitionerMessage.objects.filter(practice_id__among=practices)
    return rows.filter(Q(practice_id__among=whole) | concerned).filter(_OF_NO_LOCKED_RECORD)


def concerning(actor: Actor) -> "QuerySet[PractitionerMessage]":
    """The messages that this practitioner is to read: theirs, or carried to them."""
    return told_to(sorted(practices_where(actor, Permission.MESSAGE_ANSWER)), actor.user_id)


def told_to(practices: Any, person: Any) -> "QuerySet[PractitionerMessage]":
    """`concerning`, of the practices where this person answers."""
    return PractitionerMessage.objects.filter(_OF_NO_LOCKED_RECORD, _to(person), practice_id__among=practices)


def message_in(actor: Actor, message_id: UUID, permission: Permission, *, lock: bool = False) -> PractitionerMessage:
    """One message within reach. Raises NotFound, Forbidden, RecordRestricted when the permission is one to write."""
    rows = PractitionerMessage.objects.filter(practice_id__in=actor.practice_ids, id=message_id)
    message = (rows.select_for_update() if lock else rows.select_related(*RELATED)).first()
    if message is None:
        raise NotFound()
    check_may(actor, permission, message.practice_id)
    if not within_reach(actor).filter(id=message_id).exists():
        raise NotFound()
    if message.patient_id:
        patient_in(actor, message.patient_id, permission)
    return message


def is_to(actor: Actor, message: PractitionerMessage) -> bool:
    """Whether the actor is one of the practitioners who are to read it; the product itself is."""
    return actor.user_id is None or concerning(actor).filter(id=message.id).exists()


def _to(user_id: Any) -> Q:
    everybody = Practitioner.objects.all()
    people = (everybody.filter(user_id=user_id) if user_id else everybody.none()).values("id")
    carried = MessageStep.objects.filter(
        practice_id=OuterRef("practice_id"), message=OuterRef("pk"), practitioner__in=people
    )
    return Q(recipient__in=people) | Q(Exists(carried))
