"""R-12, R-21 and R-23: the texts of past visits, what disputes keep, measures long over."""

from booking.services import fairness
from booking.services import retention as booking
from privacy.models import LegalHold
from privacy.retention.keeping import Found, Scope


def texts_found(scope: Scope) -> Found:
    found = booking.texts_due(scope.practice, scope.cutoff, scope.kept)
    return Found(found.due, found.held, found.oldest)


def erase_texts(scope: Scope, batch: int) -> int:
    return booking.erase_texts(
        actor=scope.actor, practice_id=scope.practice, ended_before=scope.cutoff, kept=scope.kept, limit=batch
    )


def measures_found(scope: Scope) -> Found:
    found = fairness.measures_due(scope.practice, scope.cutoff, scope.kept)
    return Found(found.due, found.held, found.oldest)


def purge_measures(scope: Scope, batch: int) -> int:
    return fairness.purge_measures(
        actor=scope.actor, practice_id=scope.practice, ended_before=scope.cutoff, kept=scope.kept, limit=batch
    )


def holds_found(scope: Scope) -> Found:
    return Found(held=LegalHold.objects.filter(practice_id=scope.practice, lifted_at__isnull=True).count())


def nothing(scope: Scope, batch: int) -> int:
    """A hold ends when somebody lifts it; the usual rules then do the rest."""
    return 0
