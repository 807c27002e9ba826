"""What the outbox forgets: rows that ended twelve months ago are functional traces like others (R-04)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from outbox.models import OutboxRow


def ended_due(
    practice_id: UUID | None, before: datetime, kept: Collection[UUID] = ()
) -> tuple[int, int, datetime | None]:
    """How many rows of a practice (None: of none) ended before that instant, how many of them are about what is
    `kept` (ids of what rows are about), and the end of the next one."""
    rows = OutboxRow.objects.filter(practice_id=practice_id, ended_at__isnull=False)
    oldest = rows.filter(ended_at__gt=before).order_by("ended_at").values_list("ended_at", flat=True).first()
    due = rows.filter(ended_at__lte=before)
    held = due.filter(entity_id__in=list(kept)).count()
    return due.count() - held, held, oldest


@transaction.atomic
def purge_ended(practice_id: UUID | None, before: datetime, *, kept: Collection[UUID] = (), limit: int = 1_000) -> int:
    """Delete at most `limit` of them, none about what is `kept`; returns how many.

    What still waits to be done is never deleted here.
    """
    rows = OutboxRow.objects.filter(practice_id=practice_id, ended_at__lte=before)
    rows = rows.exclude(entity_id__in=list(kept)).order_by("ended_at", "id")
    ids = list(rows.select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
    return OutboxRow.objects.filter(id__in=ids).delete()[0]
