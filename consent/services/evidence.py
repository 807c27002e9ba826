"""Evidence that outlives the record it was about: what was told and decided, five years after the relation (R-15).

Ids, versions, doors and instants: with the record and its key gone, it names nobody to whoever does not hold the id.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit import services as audit
from audit.actions import Action
from consent.models import ConsentRecord, GuardianConsent, GuardianLink, NoticeRecord
from core.scoping import Actor

EVIDENCE: tuple[type[NoticeRecord] | type[ConsentRecord] | type[GuardianConsent], ...] = (
    NoticeRecord,
    ConsentRecord,
    GuardianConsent,
)


def end_relation(practice_id: UUID, subject_ids: tuple[UUID, ...], ended_at: datetime) -> dict[str, int]:
    """Keep the evidence about these persons until its own term; their links serve no more and go.

    The caller journals the erasure of each. Returns what was destroyed, by "table.column".
    """
    for model in EVIDENCE:
        rows = model._default_manager.filter(practice_id=practice_id, subject_id__in=subject_ids)
        rows.update(relation_ended_at=ended_at)
    links = GuardianLink.objects.filter(practice_id=practice_id, subject_id__in=subject_ids)
    return {"consent_guardianlink.subject_id": links.delete()[0]}


def evidence_due(
    practice_id: UUID, ended_before: datetime, kept: Collection[UUID] = ()
) -> tuple[int, int, datetime | None]:
    """How many rows are past their term, how many of them are about `kept` persons, and the next relation's end.

    The caller checked the scope.
    """
    rows = [_ended(model, practice_id) for model in EVIDENCE]
    ended = [each.filter(relation_ended_at__lte=ended_before) for each in rows]
    held = sum(each.filter(subject_id__in=list(kept)).count() for each in ended)
    due = sum(each.count() for each in ended) - held
    later = [
        at
        for each in rows
        if (
            at := each.filter(relation_ended_at__gt=ended_before)
            .order_by("relation_ended_at")
            .values_list("relation_ended_at", flat=True)
            .first()
        )
    ]
    return due, held, min(later, default=None)


@transaction.atomic
def purge_evidence(
    *, actor: Actor, practice_id: UUID, ended_before: datetime, kept: Collection[UUID] = (), limit: int = 500
) -> int:
    """Destroy at most `limit` rows of each kind, none about `kept` persons; returns how many.

    The product's own act, journalled a person.
    """
    gone, people = 0, set()
    for model in EVIDENCE:
        due = _ended(model, practice_id).filter(relation_ended_at__lte=ended_before)
        due = due.exclude(subject_id__in=list(kept)).order_by("relation_ended_at", "id")
        rows = list(due.values_list("id", "subject_id")[: limit - gone])
        model._default_manager.filter(id__in=[row_id for row_id, _ in rows]).delete()
        people |= {subject_id for _, subject_id in rows}
        gone += len(rows)
    audit.record_many(
        audit.Event(actor, Action.EVIDENCE_DESTROYED, practice_id, ("consent.evidence", subject_id), subject_id)
        for subject_id in sorted(people)
    )
    return gone


def _ended(model: Any, practice_id: UUID) -> "QuerySet[Any]":
    found: QuerySet[Any] = model._default_manager.filter(practice_id=practice_id, relation_ended_at__isnull=False)
    return found
