"""What this room keeps about a person: counted, handed over when two records become one, destroyed on erasure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from consent.models import ConsentRecord, GuardianConsent, GuardianLink, NoticeRecord
from consent.services.evidence import EVIDENCE
from core.scoping import Actor
from practices.permissions import Permission, check_may

_Record = type[NoticeRecord] | type[ConsentRecord]
_ALL: tuple[type[Model], ...] = (NoticeRecord, ConsentRecord, GuardianConsent, GuardianLink)


def count_records(practice_id: UUID, subject_id: UUID) -> int:
    """How many times this person was told something."""
    return NoticeRecord.objects.filter(practice_id=practice_id, subject_id=subject_id).count()


def count_decisions(practice_id: UUID, subject_id: UUID) -> int:
    """How many decisions of this person are kept."""
    return ConsentRecord.objects.filter(practice_id=practice_id, subject_id=subject_id).count()


@transaction.atomic
def hand_over_records(
    *, actor: Actor, practice_id: UUID, source: UUID, target: UUID, only: Sequence[UUID] | None = None
) -> list[UUID]:
    """Two records of one person become one: what was told to `source` counts for `target`.

    Every row, or those of `only` that still are the source's; returns their ids. The caller journals the
    merge under both names: the database refuses the commit otherwise. Raises NotFound, Forbidden.
    """
    return _hand_over(NoticeRecord, actor, practice_id, source, target, only)


@transaction.atomic
def hand_over_decisions(
    *, actor: Actor, practice_id: UUID, source: UUID, target: UUID, only: Sequence[UUID] | None = None
) -> list[UUID]:
    """The same for what `source` decided: of both records' decisions the latest is in force."""
    return _hand_over(ConsentRecord, actor, practice_id, source, target, only)


def _hand_over(
    model: _Record, actor: Actor, practice_id: UUID, source: UUID, target: UUID, only: Sequence[UUID] | None
) -> list[UUID]:
    check_may(actor, Permission.NOTICE_RECORD, practice_id)
    rows = model.objects.filter(practice_id=practice_id, subject_id=source)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    ids = sorted(rows.values_list("id", flat=True))
    model.objects.filter(practice_id=practice_id, id__in=ids).update(subject_id=target)
    return ids


def record_ids(practice_id: UUID, subject_ids: Sequence[UUID]) -> list[UUID]:
    """The ids of every row about these persons, but for evidence that outlives them already."""
    links = _about(GuardianLink, practice_id, subject_ids)
    rows = (_about(model, practice_id, subject_ids).filter(relation_ended_at__isnull=True) for model in EVIDENCE)
    return sorted(row_id for found in (*rows, links) for row_id in found.values_list("id", flat=True))


def erase_records(practice_id: UUID, subject_ids: Sequence[UUID]) -> dict[str, int]:
    """Destroy what these persons were told and what was decided for them, by "table.column"; the caller journals it."""
    return {f"{model._meta.db_table}.subject_id": _about(model, practice_id, subject_ids).delete()[0] for model in _ALL}


def _about(model: type[Model], practice_id: UUID, subject_ids: Sequence[UUID]) -> "QuerySet[Any]":
    return model._default_manager.filter(practice_id=practice_id, subject_id__in=list(subject_ids))
