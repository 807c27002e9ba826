"""What this room forgets: calls, their facts and what vendors said, after twelve months (R-04)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from audit import services as audit
from audit.actions import Action
from calls.models import CallFact, CallSession, InboxMessage
from core.scoping import Actor
from practices.permissions import Permission, check_may


def calls_due(practice_id: UUID, before: datetime) -> tuple[int, datetime | None]:
    """How many calls of a practice ended before that instant, and the end of the next. The caller checked the scope."""
    rows = _ended(practice_id)
    oldest = rows.filter(over_at__gt=before).order_by("over_at").values_list("over_at", flat=True).first()
    return rows.filter(over_at__lte=before).count(), oldest


@transaction.atomic
def purge_calls(*, actor: Actor, practice_id: UUID, before: datetime, limit: int = 500) -> int:
    """Delete at most `limit` of them with their facts; returns how many. Raises NotFound, Forbidden."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    rows = _ended(practice_id).filter(over_at__lte=before).order_by("over_at", "id")
    ids = list(rows.values_list("id", flat=True)[:limit])
    CallFact.objects.filter(practice_id=practice_id, session__in=ids).delete()
    CallSession.objects.filter(practice_id=practice_id, id__in=ids).delete()
    audit.record_many(audit.Event(actor, Action.CALL_PURGED, practice_id, ("calls.session", row_id)) for row_id in ids)
    return len(ids)


def messages_due(before: datetime) -> tuple[int, datetime | None]:
    """The same for what vendors said, read or not: after a year nobody will place it any more."""
    rows = InboxMessage.objects.order_by("received_at")
    oldest = rows.filter(received_at__gt=before).values_list("received_at", flat=True).first()
    return rows.filter(received_at__lte=before).count(), oldest


@transaction.atomic
def purge_messages(before: datetime, *, limit: int = 500) -> int:
    """Delete at most `limit` of them; returns how many."""
    rows = InboxMessage.objects.filter(received_at__lte=before).order_by("received_at", "id")
    ids = list(rows.select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
    return InboxMessage.objects.filter(id__in=ids).delete()[0]


def _ended(practice_id: UUID) -> QuerySet[Any]:
    return CallSession.objects.filter(practice_id=practice_id).annotate(over_at=Coalesce("ended_at", "started_at"))
