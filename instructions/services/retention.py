"""What this room forgets: the urgency protocols followed, with the calls they were followed in (R-04)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit import services as audit
from audit.actions import Action
from core.scoping import Actor
from instructions.models import UrgencyRun
from patients.own_erasable import destroy
from practices.permissions import Permission, check_may


def runs_due(
    practice_id: UUID, before: datetime, kept: Collection[UUID] = (), kept_calls: Collection[UUID] = ()
) -> tuple[int, int, datetime | None]:
    """How many runs of a practice began before that instant, how many of them are kept patients', and the next one.

    The caller checked the scope and says which calls are those patients'.
    """
    rows = UrgencyRun.objects.filter(practice_id=practice_id)
    oldest = rows.filter(begun_at__gt=before).order_by("begun_at").values_list("begun_at", flat=True).first()
    due = rows.filter(begun_at__lte=before)
    held = due.filter(_kept(kept, kept_calls)).count()
    return due.count() - held, held, oldest


@transaction.atomic
def purge_runs(
    *,
    actor: Actor,
    practice_id: UUID,
    before: datetime,
    kept: Collection[UUID] = (),
    kept_calls: Collection[UUID] = (),
    limit: int = 500,
) -> int:
    """Delete at most `limit` of them with their answers, none of the `kept` patients; returns how many.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    rows = UrgencyRun.objects.filter(practice_id=practice_id, begun_at__lte=before)
    free = rows.exclude(id__in=rows.filter(_kept(kept, kept_calls)).values("id")).order_by("begun_at", "id")
    found = list(free.values_list("id", "patient_id")[:limit])
    destroy(UrgencyRun.objects.filter(practice_id=practice_id, id__in=[row_id for row_id, _ in found]))
    audit.record_many(
        audit.Event(actor, Action.URGENCY_DESTROYED, practice_id, ("instructions.urgency_run", row_id), patient_id)
        for row_id, patient_id in found
    )
    return len(found)


def _kept(patients: Collection[UUID], calls: Collection[UUID]) -> Q:
    return Q(patient__in=list(patients)) | Q(call_id__in=list(calls))
