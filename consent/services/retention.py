"""What this room forgets: who accepted which charter, five years after the person left (R-15)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from audit import services as audit
from audit.actions import Action
from consent.models import CharterAcceptance
from core.scoping import Actor
from practices.models import PracticeMembership, SecretariatMembership


def acceptances_due(practice_id: UUID | None, left_before: datetime) -> QuerySet[CharterAcceptance]:
    """What people who left before that instant accepted there (None: at secretariats). The caller checked the scope."""
    still: Q = Q(ended_at__isnull=True) | Q(ended_at__gt=left_before)
    people: QuerySet[Any] = (
        SecretariatMembership.objects.filter(still, secretariat=OuterRef("charter__secretariat"), user=OuterRef("user"))
        if practice_id is None
        else PracticeMembership.objects.filter(still, practice_id=practice_id, user=OuterRef("user"))
    )
    return CharterAcceptance.objects.filter(~Exists(people), practice=practice_id, at__lte=left_before)


@transaction.atomic
def purge_acceptances(*, actor: Actor, practice_id: UUID | None, left_before: datetime, limit: int = 500) -> int:
    """Delete at most `limit` of them; returns how many. The product's own act."""
    ids = list(acceptances_due(practice_id, left_before).order_by("at", "id").values_list("id", flat=True)[:limit])
    CharterAcceptance.objects.filter(id__in=ids).delete()
    audit.record_many(
        audit.Event(actor, Action.ACCEPTANCE_PURGED, practice_id, ("consent.acceptance", row_id)) for row_id in ids
    )
    return len(ids)
