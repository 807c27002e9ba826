"""R-10, R-12 and R-21: people nobody has seen for years, the texts of past visits, and what disputes keep."""

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


def idle_found(scope: Scope) -> Found:
    idle = booking.idle_patients(scope.practice, scope.cutoff)
    held = idle.filter(id__in=scope.kept).count()
    return Found(idle.count() - held, held, booking.next_to_be_idle(scope.practice, scope.cutoff))


def holds_found(scope: Scope) -> Found:
    return Found(held=LegalHold.objects.filter(practice_id=scope.practice, lifted_at__isnull=True).count())


def nothing(scope: Scope, batch: int) -> int:
    """A hold ends when somebody lifts it; the usual rules then do the rest."""
    return 0
