"""R-14 and R-20: children's visits without an answer, deaths that a hold kept back."""

from booking.services.pending import pending_due, purge_pending
from privacy.holding import asking_in
from privacy.models import DeathReport
from privacy.models.death_report import DeathState
from privacy.queries import held_among
from privacy.retention.keeping import Found, Scope
from privacy.services.deaths import finish_confirmed


def pending_found(scope: Scope) -> Found:
    found = pending_due(scope.practice, scope.at, scope.kept)
    # A wait carries its own end, seven days at most: said back as the event that the term leads from.
    return Found(found.due, found.held, None if found.oldest is None else scope.term.cutoff(found.oldest))


def forget_pending(scope: Scope, batch: int) -> int:
    """All at once: one transaction a practice."""
    done = purge_pending(
        actor=scope.actor, practice_id=scope.practice, at=scope.at, kept=scope.kept, asking_in=asking_in
    )
    return min(done, batch - 1)


def deaths_found(scope: Scope) -> Found:
    """Deaths that were confirmed while a hold kept everything."""
    waiting = DeathReport.objects.filter(practice_id=scope.practice, state=DeathState.CONFIRMED.value)
    people = list(waiting.values_list("patient_id", flat=True))
    held = len(held_among(scope.practice, people))
    return Found(len(people) - held, held)


def finish_deaths(scope: Scope, batch: int) -> int:
    return min(len(finish_confirmed(actor=scope.actor, practice_id=scope.practice)), batch - 1)
