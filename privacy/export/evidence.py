"""What was shared, answered for a child, wanted after death, changed, merged, kept or erased, as an access tells it.

Words that speak of somebody's health or last wishes are told to the person alone: whoever asks for them reads when.
"""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from booking.measures import measures_of
from consent.attestation import RELATIONS, SCOPES, GuardianRelation, GuardianScope
from consent.guardian_reads import guardian_answers
from consent.models import GuardianLink
from crypto.sealed import open_all
from online.models import HeldRecord
from patients.models import IdentityChange, PatientMerge, SharedItem
from privacy.export.told import Wall
from privacy.export.words import ANSWERS, IDENTITY_EVENTS, PARTS, READERS
from privacy.models import DeathReport, ErasureEntry, LegalHold, PostMortemDirective

Lines = list[dict[str, Any]]


def shared_items(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """Items of the medical file, those taken back without their words (ST-15)."""
    rows = list(SharedItem.objects.filter(practice_id=practice_id, patient=patient_id).order_by("shared_at", "id"))
    titles, texts = open_all(row.title for row in rows), open_all(row.text for row in rows)
    return [
        {
            "id": str(row.id),
            "at": wall(row.shared_at),
            "title": title or "",
            "text": text or "",
            "shared_with": row.get_shared_with_display(),
            "taken_back_at": wall(row.revoked_at) if row.revoked_at else None,
        }
        for row, title, text in zip(rows, titles, texts, strict=True)
    ]


def attendance_measures(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """What the practitioner decided after missed visits: which, why, until when, lifted when."""
    return [
        {
            "at": wall(row.decided_at),
            "measure": row.get_grade_display(),
            "cause": row.get_cause_display(),
            "until": wall(row.ends_at),
            "lifted_at": wall(row.lifted_at) if row.lifted_at else None,
        }
        for row in measures_of(practice_id, patient_id)
    ]


def answers_of_guardians(wall: Wall, practice_id: UUID, patient_id: UUID, spared: Collection[UUID]) -> Lines:
    """ST-44; `spared`: the visits of which nothing is told."""
    rows = [row for row in guardian_answers(practice_id, patient_id) if row.appointment_id not in spared]
    names, settlements = open_all(row.guardian_name for row in rows), open_all(row.settlement for row in rows)
    return [
        {
            "at": wall(row.at),
            "name": name or "",
            "relation": RELATIONS[GuardianRelation(row.relation)],
            "answer": ANSWERS[row.answer],
            "scope": SCOPES[GuardianScope(row.scope)],
            "child_joined": row.child_joined,
            "text_version": row.text_version,
            "channel": row.channel,
            "withdrawn_at": wall(row.withdrawn_at) if row.withdrawn_at else None,
            "settled": settlement or "",
        }
        for row, name, settlement in zip(rows, names, settlements, strict=True)
    ]


def links_to_guardians(wall: Wall, practice_id: UUID, patient_id: UUID, spared: Collection[UUID]) -> Lines:
    rows = GuardianLink.objects.filter(practice_id=practice_id, subject_id=patient_id).order_by("issued_at", "id")
    return [
        {
            "at": wall(row.issued_at),
            "purpose": row.get_purpose_display(),
            "expires_at": wall(row.expires_at),
            "used_at": wall(row.used_at) if row.used_at else None,
        }
        for row in rows
        if row.appointment_id not in spared
    ]


def directives(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """What the person wants done with the data after death (art. 85), revoked ones included."""
    rows = PostMortemDirective.objects.filter(practice_id=practice_id, patient=patient_id).order_by("given_at", "id")
    found = list(rows)
    texts, executors = open_all(row.text for row in found), open_all(row.executor for row in found)
    return [
        {
            "at": wall(row.given_at),
            "kind": row.get_kind_display(),
            "keep": [PARTS[part] for part in row.keep],
            "text": text or "",
            "executor": executor or "",
            "revoked_at": wall(row.revoked_at) if row.revoked_at else None,
        }
        for row, text, executor in zip(found, texts, executors, strict=True)
    ]


def identity_changes(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    rows = list(IdentityChange.objects.filter(practice_id=practice_id, patient=patient_id).order_by("at", "id"))
    return [
        {
            "at": wall(row.at),
            "what": IDENTITY_EVENTS[row.event],
            "document": row.get_document_display() if row.document else "",
            "before": json.loads(former) if former else {},
        }
        for row, former in zip(rows, open_all(row.former_traits for row in rows), strict=True)
    ]


def merges(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """That two records became this one; what moved is in its own place."""
    rows = PatientMerge.objects.filter(practice_id=practice_id, survivor=patient_id).order_by("merged_at", "id")
    return [{"at": wall(row.merged_at), "undone_at": wall(row.undone_at) if row.undone_at else None} for row in rows]


def accounts(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """Since when an account of the portal opens this record, and by what right; never whose account it is."""
    rows = HeldRecord.objects.filter(practice_id=practice_id, patient=patient_id).order_by("held_at", "id")
    return [{"at": wall(row.held_at), "by": READERS[row.answers]} for row in rows]


def holds(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """That a dispute or a duty keeps the data, and on what ground; not the words of the practice's own defence."""
    rows = LegalHold.objects.filter(practice_id=practice_id, patient=patient_id).order_by("placed_at", "id")
    return [
        {
            "at": wall(row.placed_at),
            "ground": row.get_ground_display(),
            "lifted_at": wall(row.lifted_at) if row.lifted_at else None,
        }
        for row in rows
    ]


def deaths(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """Reports of a death, those that were wrong above all."""
    rows = DeathReport.objects.filter(practice_id=practice_id, patient_id=patient_id).order_by("reported_at", "id")
    return [
        {"at": wall(row.reported_at), "source": row.get_source_display(), "state": row.get_state_display()}
        for row in rows
    ]


def erasures(wall: Wall, practice_id: UUID, patient_id: UUID) -> Lines:
    """What was erased while the rest was kept."""
    rows = ErasureEntry.objects.filter(practice_id=practice_id, patient_ids__contains=[patient_id])
    return [
        {"at": wall(row.at), "cause": row.get_cause_display(), "kept": [PARTS[part] for part in row.kept]}
        for row in rows.order_by("at", "id")
    ]
