"""What the files forget by themselves: the traces of disclosures, after twelve months (R-04)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core.scoping import Actor
from patients.models import Disclosure
from practices.permissions import Permission, check_may


def disclosures_due(
    practice_id: UUID, before: datetime, kept: Collection[UUID] = ()
) -> tuple[int, int, datetime | None]:
    """How many traces made before that instant may go, how many a hold keeps, and the next one's instant.

    The caller checked the scope.
    """
    rows = Disclosure.objects.filter(practice_id=practice_id)
    past = rows.filter(at__lte=before)
    held = past.filter(patient__in=list(kept)).count()
    oldest = rows.filter(at__gt=before).order_by("at").values_list("at", flat=True).first()
    return past.count() - held, held, oldest


@transaction.atomic
def purge_disclosures(
    *, actor: Actor, practice_id: UUID, before: datetime, kept: Collection[UUID] = (), limit: int = 500
) -> int:
    """Delete at most `limit` traces made before that instant; returns how many. A `kept` patient's stay.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    rows = (
        Disclosure.objects.filter(practice_id=practice_id, at__lte=before)
        .exclude(patient__in=list(kept))
        .order_by("at", "id")
        .select_for_update(of=("self",))
    )
    traces = list(rows.values_list("id", "patient")[:limit])
    Disclosure.objects.filter(practice_id=practice_id, id__in=[trace_id for trace_id, _ in traces]).delete()
    audit.record_many(
        audit.Event(actor, Action.DISCLOSURE_DESTROYED, practice_id, ("disclosure", trace_id), patient_id)
        for trace_id, patient_id in traces
    )
    return len(traces)
