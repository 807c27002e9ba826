"""R-04, R-22, R-23: acts asked of two persons, incidents after their closure, sanctions after their end."""

from accounts import services as accounts
from privacy.models import Incident
from privacy.retention.keeping import Found, Scope
from privacy.services import incidents, pending_acts


def incidents_found(scope: Scope) -> Found:
    waiting = Incident.objects.filter(closed_at__gt=scope.cutoff)
    place = {"practice_id": scope.practice_id} if scope.practice_id else {"practice_id__isnull": True}
    oldest = waiting.filter(**place).order_by("closed_at").values_list("closed_at", flat=True).first()
    return Found(incidents.incidents_due(scope.practice_id, scope.cutoff).count(), oldest=oldest)


def purge_incidents(scope: Scope, batch: int) -> int:
    return incidents.purge_incidents(
        actor=scope.actor, practice_id=scope.practice_id, closed_before=scope.cutoff, limit=batch
    )


def sanctions_found(scope: Scope) -> Found:
    return Found(accounts.sanctions_due(scope.cutoff).count())


def purge_sanctions(scope: Scope, batch: int) -> int:
    return accounts.purge_sanctions(ended_before=scope.cutoff, limit=batch)


def pending_found(scope: Scope) -> Found:
    waiting = pending_acts.acts_of(scope.practice_id).filter(asked_at__gt=scope.cutoff).order_by("asked_at")
    return Found(
        pending_acts.acts_of(scope.practice_id).filter(asked_at__lte=scope.cutoff).count(),
        oldest=waiting.values_list("asked_at", flat=True).first(),
    )


def forget_pending(scope: Scope, batch: int) -> int:
    return pending_acts.forget_acts(
        actor=scope.actor, practice_id=scope.practice_id, asked_before=scope.cutoff, limit=batch
    )
