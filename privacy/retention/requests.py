"""R-16 and R-17: the files of rights requests, and the copies of documents that came with them."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from privacy.models import IdentityCopy, RightsRequest
from privacy.retention.keeping import Found, Scope
from privacy.services.forget_requests import forget_requests, forgettable
from privacy.services.identity import destroy_old_copies


def files_found(scope: Scope) -> Found:
    due = forgettable(scope.practice, scope.at)
    held = due.filter(patient__in=scope.kept).count()
    answered = RightsRequest.objects.filter(practice_id=scope.practice, answered_at__gt=scope.cutoff)
    return Found(due.count() - held, held, _first(answered, "answered_at"))


def forget_files(scope: Scope, batch: int) -> int:
    """All at once: requests are few."""
    forgotten = forget_requests(actor=scope.actor, practice_id=scope.practice, now=scope.at, kept=scope.kept)
    return min(forgotten, batch - 1)


def copies_found(scope: Scope) -> Found:
    """A hold keeps no copy of a document: it proves nothing about the dispute."""
    kept = IdentityCopy.objects.filter(practice_id=scope.practice, content__isnull=False)
    due = kept.filter(received_at__lte=scope.cutoff).count()
    return Found(due, oldest=_first(kept.filter(received_at__gt=scope.cutoff), "received_at"))


def destroy_copies(scope: Scope, batch: int) -> int:
    return min(destroy_old_copies(actor=scope.actor, practice_id=scope.practice, now=scope.at), batch - 1)


def _first(rows: QuerySet[Any], column: str) -> datetime | None:
    found: datetime | None = rows.order_by(column).values_list(column, flat=True).first()
    return found
