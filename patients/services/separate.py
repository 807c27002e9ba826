"""Undoing a merge: each record gets back what was its own; what happened since stays where it happened."""

import json
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core import clock
from core.scoping import Actor
from crypto.search_keys import writing_version
from patients.belongings import Handover
from patients.enums import TokenKind
from patients.errors import MergeAlreadyUndone
from patients.identity import IdentityStatus
from patients.identity_status import IdentityEvent
from patients.limits import check_limits
from patients.locks import lock_registrations
from patients.merge_fields import SEALED, read_form
from patients.merges import check_is_latest, lock_records, merge_to_undo
from patients.models import Patient, PatientMerge, PatientPhone, SearchToken
from patients.nir import parse_nir
from patients.nir_tokens import carrying, check_nobody_else_holds, nir_token
from patients.services.identity import keep_event
from patients.services.merge import COPIED_PHONES, DROPPED_TOKENS, TOKENS, hand_over, journal_both, save_both
from practices.permissions import Permission

# Written by `save_both` itself.
_FLAGS = {"identity_status", "is_doubtful", "is_namesake"}


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: UUID) -> PatientMerge:
    """Give back every row that moved and still is the survivor's, and every value that nobody changed since.

    Visits, relatives and notices added since the merge stay with the survivor. Raises NotFound, Forbidden,
    MergeAlreadyUndone, LaterMerge (undo that one first), NirAlreadyKnown (given to somebody else meanwhile).
    """
    merge = merge_to_undo(actor, merge_id)
    survivor, merged = lock_records(merge.practice_id, merge.survivor_id, merge.merged_id)
    merge.refresh_from_db(fields=["undone_at"])
    if merge.is_undone:
        raise MergeAlreadyUndone()
    check_is_latest(merge, survivor)
    check_limits(survivor, Permission.PATIENT_MERGE)
    lock_registrations(merge.practice_id)
    moved = {column: [UUID(row_id) for row_id in ids] for column, ids in merge.moved.items()}
    columns = _restore_values(actor, survivor, json.loads(merge.former.open()))
    _take_back_phones(survivor, moved.get(COPIED_PHONES, []))
    # First a record again, then its rows: the agenda refuses visits of a redirect.
    save_both(survivor, merged, columns=columns, merged_into=None)
    hand_over(Handover(actor, merge.practice_id, survivor.id, merged.id), moved)
    _give_back_tokens(survivor, merged, moved)
    merge.undone_at, merge.undone_by_id = clock.now(), actor.user_id
    merge.save(update_fields=["undone_at", "undone_by"])
    journal_both(actor, Action.PATIENT_SEPARATED, merge, {})
    return merge


def _restore_values(actor: Actor, survivor: Patient, former: dict[str, list[Any]]) -> list[str]:
    """Each column goes back to what it was unless somebody corrected it since; returns those that do."""
    restored = []
    for column, (before, written) in former.items():
        if _current(survivor, column) != read_form(column, written):
            continue
        if column == "identity_status":
            keep_event(actor, survivor, IdentityEvent.MERGE_UNDONE, reached=IdentityStatus(before))
        else:
            setattr(survivor, column, read_form(column, before))
        restored.append(column)
    return [column for column in restored if column not in _FLAGS]


def _current(survivor: Patient, column: str) -> Any:
    value = getattr(survivor, column)
    return value.open() if column in SEALED and value is not None else value


def _take_back_phones(survivor: Patient, copied: list[UUID]) -> None:
    """By number, not by row: editing the survivor's numbers rewrites its rows."""
    numbers = PatientPhone.objects.filter(practice_id=survivor.practice_id, id__in=copied).values_list(
        "e164", flat=True
    )
    PatientPhone.objects.filter(practice_id=survivor.practice_id, patient=survivor, e164__in=list(numbers)).delete()


def _give_back_tokens(survivor: Patient, merged: Patient, moved: dict[str, list[UUID]]) -> None:
    """Each record is found again by the NIR it carries, under the same row where that is still possible."""
    rows = SearchToken.objects.filter(practice_id=survivor.practice_id)
    version = writing_version()
    own_nir = None if survivor.nir is None else parse_nir(survivor.nir.open())
    going = rows.filter(id__in=moved.get(TOKENS, []), patient=survivor)
    if own_nir is not None:
        # Somebody gave the survivor this very number since: it keeps it, and the check below refuses the undo.
        going = going.exclude(carrying([survivor.practice_id], own_nir))
    going.update(patient=merged)
    spare = list(moved.get(DROPPED_TOKENS, []))
    for patient in (survivor, merged):
        if patient.nir is None or rows.filter(patient=patient).exists():
            continue
        nir = parse_nir(patient.nir.open())
        check_nobody_else_holds(patient.practice_id, nir, patient.id)
        token = SearchToken(
            practice_id=patient.practice_id,
            patient=patient,
            kind=TokenKind.NIR,
            key_version=version,
            token=nir_token(patient.practice_id, nir, version),
        )
        if spare:
            token.id = spare.pop(0)
        token.save(force_insert=True)
