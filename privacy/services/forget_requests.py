"""The end of a request's file: three years after its answer (R-16). The copy of a document went long before (R-17)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit import services as audit
from audit.actions import Action
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may
from privacy.models import RightsRequest
from privacy.rights.clocks import add_months
from privacy.rights_erasable import forget

KEPT_MONTHS = 36


@transaction.atomic
def forget_requests(
    *, actor: Actor, practice_id: UUID, now: datetime | None = None, kept: Collection[UUID] = ()
) -> int:
    """Destroy the requests answered three years ago or more, with their letters; returns how many.

    Those about a `kept` patient stay (R-21). Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.REQUEST_HANDLE, practice_id)
    rows = forgettable(practice_id, now or clock.now()).exclude(patient__in=list(kept))
    found = list(rows.order_by("id").select_for_update(of=("self",)))
    audit.record_many(
        audit.Event(actor, Action.REQUEST_FORGOTTEN, practice_id, ("privacy.request", one.id), one.patient_id)
        for one in found
    )
    forget(RightsRequest.objects.filter(practice_id=practice_id, id__in=[one.id for one in found]))
    return len(found)


def forgettable(practice_id: UUID, now: datetime) -> QuerySet[RightsRequest]:
    """Answered at least three years before `now`, whoever asked; a day earlier they stay."""
    limit = datetime.combine(add_months(now.date(), -KEPT_MONTHS), now.timetz())
    return RightsRequest.objects.filter(practice_id=practice_id, answered_at__lte=limit)
