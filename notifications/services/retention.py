"""What this room forgets: messages, receipts and answers after twelve months (R-04). Their visit may go before them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notifications.models import Delivery, FollowUp, Receipt, Reply
from notifications.numbers import number_key
from notifications.states import State
from patients.models import PatientPhone

_UNDER_WAY = [State.QUEUED.value, State.SENDING.value]


def messages_due(practice_id: UUID, before: datetime, kept: Collection[UUID] = ()) -> tuple[int, int, datetime | None]:
    """How many messages and answers of a practice ended before that instant, how many of them are kept, and the next.

    `kept`: the patients of whose visits and numbers none goes. The caller checked the scope.
    """
    sent = Delivery.objects.filter(practice_id=practice_id).exclude(state__in=_UNDER_WAY)
    answered = Reply.objects.filter(practice_id=practice_id)
    due_sent, due_answered = sent.filter(state_at__lte=before), answered.filter(received_at__lte=before)
    held = due_sent.filter(_about(kept)).count() + due_answered.filter(_answered_by(practice_id, kept)).count()
    due = due_sent.count() + due_answered.count() - held
    ends = [
        sent.filter(state_at__gt=before).order_by("state_at").values_list("state_at", flat=True).first(),
        answered.filter(received_at__gt=before).order_by("received_at").values_list("received_at", flat=True).first(),
    ]
    return due, held, min((end for end in ends if end is not None), default=None)


@transaction.atomic
def purge_messages(practice_id: UUID, before: datetime, *, kept: Collection[UUID] = (), limit: int = 500) -> int:
    """Delete at most `limit` of each with what hangs from them, none of the `kept` patients; returns how many."""
    sent = Delivery.objects.filter(practice_id=practice_id, state_at__lte=before).exclude(state__in=_UNDER_WAY)
    sent = sent.exclude(id__in=sent.filter(_about(kept)).values("id"))
    ids = list(sent.order_by("state_at", "id").values_list("id", flat=True)[:limit])
    answered = Reply.objects.filter(practice_id=practice_id, received_at__lte=before)
    answered = answered.exclude(id__in=answered.filter(_answered_by(practice_id, kept)).values("id"))
    reply_ids = list(answered.order_by("received_at", "id").values_list("id", flat=True)[:limit])
    FollowUp.objects.filter(practice_id=practice_id, delivery__in=ids).delete()
    FollowUp.objects.filter(practice_id=practice_id, reply__in=reply_ids).delete()
    Receipt.objects.filter(practice_id=practice_id, delivery__in=ids).delete()
    Reply.objects.filter(practice_id=practice_id, id__in=reply_ids).delete()
    Delivery.objects.filter(practice_id=practice_id, id__in=ids).delete()
    return len(ids) + len(reply_ids)


def _about(patients: Collection[UUID]) -> Q:
    return Q(appointment__patient__in=list(patients))


def _answered_by(practice_id: UUID, patients: Collection[UUID]) -> Q:
    numbers = PatientPhone.objects.filter(practice_id=practice_id, patient__in=list(patients)).distinct()
    keys = [number_key(practice_id, e164) for e164 in numbers.values_list("e164", flat=True)]
    return _about(patients) | Q(number_key__in=keys)
