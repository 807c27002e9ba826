"""Evidence that places are protected: seen, and seen again before its day (ST-40)."""

from datetime import date
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.texts import one_of
from privacy.models import PhysicalEvidence
from privacy.operator_acts import after, check_edits, journal, line, past


@transaction.atomic
def record_evidence(
    *, actor: Actor, kind: str, place: str, what: str, seen_on: date, review_on: date
) -> PhysicalEvidence:
    """Somebody saw it on that day. Raises Forbidden, InvalidInput naming the field."""
    check_edits(actor)
    evidence = PhysicalEvidence.objects.create(
        kind=one_of(PhysicalEvidence.Kind, "kind", kind),
        place=line(place, "place", 120),
        what=line(what, "what", 300),
        seen_on=past(seen_on, "seen_on"),
        review_on=after(review_on, seen_on, "review_on"),
        recorded_at=clock.now(),
    )
    journal(actor, Action.EVIDENCE_RECORDED, "evidence", evidence.id)
    return evidence


@transaction.atomic
def end_evidence(*, actor: Actor, evidence_id: UUID) -> None:
    """Seen again under another entry, or gone. Raises Forbidden, NotFound."""
    check_edits(actor)
    if not PhysicalEvidence.objects.filter(id=evidence_id, ended_at__isnull=True).update(ended_at=clock.now()):
        raise NotFound()
    journal(actor, Action.EVIDENCE_ENDED, "evidence", evidence_id)
