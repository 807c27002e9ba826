"""What this room forgets: calls and what vendors said after twelve months (R-04), messages after six (R-13)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from audit import services as audit
from audit.actions import Action
from calls.kept import calls_of
from calls.models import (
    CallFact,
    CallRecording,
    CallRequest,
    CallSession,
    InboxMessage,
    MessageStep,
    PractitionerMessage,
)
from calls.services.reading import LONGEST_WAIT
from calls.services.recording import forget_recordings
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may


def calls_due(practice_id: UUID, before: datetime, kept: Collection[UUID] = ()) -> tuple[int, int, datetime | None]:
    """How many calls of a practice ended before that instant, how many of them are kept patients', the next end.

    The caller checked the scope.
    """
    rows = _ended(practice_id)
    oldest = rows.filter(over_at__gt=before).order_by("over_at").values_list("over_at", flat=True).first()
    due = rows.filter(over_at__lte=before)
    held = due.filter(id__in=calls_of(practice_id, kept)).count()
    return due.count() - held, held, oldest


@transaction.atomic
def purge_calls(
    *, actor: Actor, practice_id: UUID, before: datetime, kept: Collection[UUID] = (), limit: int = 500
) -> int:
    """Delete at most `limit` of them with their facts, none of the `kept` patients; returns how many.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    rows = _ended(practice_id).filter(over_at__lte=before).exclude(id__in=calls_of(practice_id, kept))
    rows = rows.order_by("over_at", "id")
    ids = list(rows.values_list("id", flat=True)[:limit])
    CallFact.objects.filter(practice_id=practice_id, session__in=ids).delete()
    forget_recordings(actor, practice_id, CallRecording.objects.filter(session__in=ids))
    CallRequest.objects.filter(Q(session__in=ids) | Q(returns__in=ids), practice_id=practice_id).delete()
    CallSession.objects.filter(practice_id=practice_id, id__in=ids).delete()
    audit.record_many(audit.Event(actor, Action.CALL_PURGED, practice_id, ("calls.session", row_id)) for row_id in ids)
    return len(ids)


def messages_due(before: datetime) -> tuple[int, datetime | None]:
    """The same for what vendors said, read or not: after a year nobody will place it any more."""
    rows = InboxMessage.objects.order_by("received_at")
    oldest = rows.filter(received_at__gt=before).values_list("received_at", flat=True).first()
    return rows.filter(received_at__lte=before).count(), oldest


def bodies_due(before: datetime) -> int:
    """How many messages that were read, refused before that instant, or wait in vain still say what they said."""
    return _to_empty(before).count()


@transaction.atomic
def empty_bodies(before: datetime, *, limit: int = 500) -> int:
    """Empty at most `limit` of them: nobody looks any more why they could not be read, no line will come any more.

    Returns how many.
    """
    rows = list(_to_empty(before).select_for_update(skip_locked=True)[:limit])
    for row in rows:
        row.body = None
        if row.state == InboxMessage.State.WAITING:
            row.state = InboxMessage.State.REFUSED
        row.save(update_fields=["body", "state"])
    return len(rows)


@transaction.atomic
def purge_messages(before: datetime, *, limit: int = 500) -> int:
    """Delete at most `limit` of them; returns how many."""
    rows = InboxMessage.objects.filter(received_at__lte=before).order_by("received_at", "id")
    ids = list(rows.select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
    return InboxMessage.objects.filter(id__in=ids).delete()[0]


def taken_messages_due(
    practice_id: UUID, before: datetime, kept: Collection[UUID] = ()
) -> tuple[int, int, datetime | None]:
    """How many messages were acknowledged before that instant, how many of them a hold keeps, and the next one's.

    One that nobody acknowledged counts from its sending. The caller checked the scope.
    """
    rows = _taken(practice_id)
    due = rows.filter(over_at__lte=before)
    held = due.filter(patient__in=list(kept)).count()
    oldest = rows.filter(over_at__gt=before).order_by("over_at").values_list("over_at", flat=True).first()
    return due.count() - held, held, oldest


@transaction.atomic
def purge_taken_messages(
    *, actor: Actor, practice_id: UUID, before: datetime, kept: Collection[UUID] = (), limit: int = 500
) -> int:
    """Delete at most `limit` of them with their steps; returns how many. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    rows = _taken(practice_id).filter(over_at__lte=before)
    free = rows.filter(Q(patient__isnull=True) | ~Q(patient__in=list(kept)))
    gone = list(free.order_by("over_at", "id").values_list("id", "patient_id")[:limit])
    ids = [row_id for row_id, _ in gone]
    MessageStep.objects.filter(practice_id=practice_id, message__in=ids).delete()
    PractitionerMessage.objects.filter(practice_id=practice_id, id__in=ids).delete()
    audit.record_many(
        audit.Event(actor, Action.MESSAGE_PURGED, practice_id, ("calls.message", row_id), patient_id=patient_id)
        for row_id, patient_id in gone
    )
    return len(ids)


def _to_empty(before: datetime) -> QuerySet[Any]:
    ended = Q(state=InboxMessage.State.READ) | Q(state=InboxMessage.State.REFUSED, received_at__lte=before)
    ended |= Q(state=InboxMessage.State.WAITING, received_at__lte=clock.now() - LONGEST_WAIT)
    return InboxMessage.objects.filter(ended, body__isnull=False).order_by("received_at", "id")


def _taken(practice_id: UUID) -> QuerySet[Any]:
    rows = PractitionerMessage.objects.filter(practice_id=practice_id)
    return rows.annotate(over_at=Coalesce("acknowledged_at", "sent_at"))


def _ended(practice_id: UUID) -> QuerySet[Any]:
    return CallSession.objects.filter(practice_id=practice_id).annotate(over_at=Coalesce("ended_at", "started_at"))
