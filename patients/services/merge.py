"""Making two records of one person one: whole or nothing, journalled under both names, and able to be undone."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from core import clock
from core.errors import VersionMismatch
from core.ids import new_id
from core.scoping import Actor
from patients.belongings import Handover, keepers
from patients.enums import IdentityFlag
from patients.errors import MergeRefused
from patients.identity_status import STRICT_TRAITS, IdentityEvent
from patients.locks import lock_registrations
from patients.merge_fields import NIR, NOTE, SEALED, compare, decide, written_form
from patients.merges import both_records, obstacles_between
from patients.models import Patient, PatientMerge, PatientPhone, SearchToken
from patients.plain_text import clean_note
from patients.services.identity import keep_event, turn_flag

COPIED_PHONES = "patients_patientphone.copied"
TOKENS = "patients_searchtoken.patient"
DROPPED_TOKENS = "patients_searchtoken.dropped"
_CHANGED = ["identity_status", "is_doubtful", "is_namesake", "version", "updated_at"]

Versions = tuple[int, int]


@transaction.atomic
def merge_patients(
    *,
    actor: Actor,
    survivor_id: UUID,
    merged_id: UUID,
    choices: Mapping[str, str] | None = None,
    versions: Versions | None = None,
) -> PatientMerge:
    """The survivor receives everything of the other record, which stays as a redirect that no search shows.

    `choices` is {fact: "survivor"|"merged"|"both"} for what differs (patients.merge_fields); `versions`
    are those of the two records that the caller compared. Raises NotFound, Forbidden, InvalidInput,
    PatientMerged, VersionMismatch, MergeRefused, ChoicesNeeded.
    """
    survivor, merged = both_records(actor, survivor_id, merged_id, for_change=True)
    if versions is not None and versions != (survivor.version, merged.version):
        raise VersionMismatch()
    lock_registrations(survivor.practice_id)
    check_nothing_in_the_way(survivor, merged)
    written = decide(compare(survivor, merged), choices or {})
    if written.get(NOTE):
        written[NOTE] = clean_note(written[NOTE], NOTE)
    former = _write(actor, survivor, written)
    _carry_flags(actor, survivor, merged, former)
    moved = {**_copy_phones(survivor, merged), **_move_tokens(survivor, merged, NIR in written)}
    moved |= hand_over(Handover(actor, survivor.practice_id, merged.id, survivor.id))
    save_both(survivor, merged, columns=list(written), merged_into=survivor.id)
    return _remember(actor, survivor, merged, moved, former)


def check_nothing_in_the_way(survivor: Patient, merged: Patient) -> None:
    """Raises MergeRefused with every obstacle that any room sees."""
    obstacles = obstacles_between(survivor, merged)
    if obstacles:
        raise MergeRefused(
            obstacles=[
                {"code": one.code, "detail": one.detail, "ids": [str(row_id) for row_id in one.ids]}
                for one in obstacles
            ]
        )


def hand_over(handover: Handover, only: Mapping[str, list[UUID]] | None = None) -> dict[str, list[UUID]]:
    """Every room moves its own rows. A visit taken meanwhile at the same time is a refusal like the others."""
    moved: dict[str, list[UUID]] = {}
    try:
        with transaction.atomic():
            for keeper in keepers():
                moved |= keeper.hand_over(handover, only)
    except IntegrityError as error:
        if "occupancy_patient_once" in str(error):
            raise MergeRefused(obstacles=[]) from None
        raise
    return moved


def save_both(survivor: Patient, merged: Patient, *, columns: list[str], merged_into: UUID | None) -> None:
    """Write both records, one version further each."""
    merged.merged_into_id = merged_into
    survivor.updated_at = merged.updated_at = clock.now()
    survivor.version += 1
    merged.version += 1
    survivor.save(update_fields=[*columns, *_CHANGED])
    merged.save(update_fields=["merged_into", "version", "updated_at"])


def journal_both(actor: Actor, action: Action, merge: PatientMerge, details: Mapping[str, Scalar]) -> None:
    """The journal of each record names the other: whoever asks about one finds both."""
    audit.record_many(
        audit.Event(
            actor=actor,
            action=action,
            practice_id=merge.practice_id,
            entity=("merge", merge.id),
            patient_id=patient_id,
            details={"survivor": merge.survivor_id, "merged": merge.merged_id, **details},
        )
        for patient_id in (merge.survivor_id, merge.merged_id)
    )


def _write(actor: Actor, survivor: Patient, written: dict[str, Any]) -> dict[str, list[Any]]:
    """Put the chosen values into the survivor; returns {column: [before, written]} for the undo."""
    opened = {name: value.open() if (value := getattr(survivor, name)) is not None else None for name in SEALED}
    former = {
        column: [
            written_form(column, opened[column] if column in SEALED else getattr(survivor, column)),
            written_form(column, value),
        ]
        for column, value in written.items()
    }
    replaced = {column: str(former[column][0]) for column in STRICT_TRAITS if column in written}
    for column, value in written.items():
        setattr(survivor, column, value)
    if replaced:
        status = survivor.identity_status
        keep_event(actor, survivor, IdentityEvent.TRAITS_CHANGED, former_traits=replaced)
        former["identity_status"] = [status, survivor.identity_status]
    return former


def _carry_flags(actor: Actor, survivor: Patient, merged: Patient, former: dict[str, list[Any]]) -> None:
    """A doubt or a namesake known of either record is known of the person, until somebody lifts it."""
    status = former.get("identity_status", [survivor.identity_status])[0]
    for flag, column in ((IdentityFlag.DOUBTFUL, "is_doubtful"), (IdentityFlag.NAMESAKE, "is_namesake")):
        if getattr(merged, column) and not getattr(survivor, column):
            turn_flag(actor, survivor, flag, True)
            former[column] = [False, True]
    if survivor.identity_status != status:
        former["identity_status"] = [status, survivor.identity_status]


def _copy_phones(survivor: Patient, merged: Patient) -> dict[str, list[UUID]]:
    """The survivor gets the numbers it lacks, after its own; the other record keeps its rows."""
    known = {phone.e164 for phone in survivor.phones.all()}
    lacking = [phone for phone in sorted(merged.phones.all(), key=lambda one: one.position) if phone.e164 not in known]
    first = max((phone.position for phone in survivor.phones.all()), default=-1) + 1
    PatientPhone.objects.bulk_create(
        PatientPhone(practice_id=survivor.practice_id, patient=survivor, e164=phone.e164, position=first + place)
        for place, phone in enumerate(lacking)
    )
    return {COPIED_PHONES: [phone.id for phone in lacking]}


def _move_tokens(survivor: Patient, merged: Patient, takes_its_nir: bool) -> dict[str, list[UUID]]:
    """A redirect is found by no NIR. The number that nobody carries any more may be given to its true owner."""
    rows = SearchToken.objects.filter(practice_id=survivor.practice_id, patient__in=[survivor.id, merged.id])
    own = {True: [], False: []}  # type: dict[bool, list[UUID]]
    for row in rows.order_by("id"):
        own[row.patient_id == merged.id].append(row.id)
    moving, dropped = (own[True], own[False]) if takes_its_nir else ([], own[True])
    rows.filter(id__in=dropped).delete()
    rows.filter(id__in=moving).update(patient=survivor)
    return {TOKENS: moving, DROPPED_TOKENS: dropped}


def _remember(
    actor: Actor,
    survivor: Patient,
    merged: Patient,
    moved: Mapping[str, list[UUID]],
    former: Mapping[str, list[Any]],
) -> PatientMerge:
    merge = PatientMerge(
        id=new_id(),
        practice_id=survivor.practice_id,
        survivor=survivor,
        merged=merged,
        moved={column: [str(row_id) for row_id in ids] for column, ids in moved.items() if ids},
        former=json.dumps(former, ensure_ascii=False),
        merged_by_id=actor.user_id,
        merged_at=clock.now(),
    )
    merge.save(force_insert=True)
    counts: dict[str, Scalar] = {
        column.rpartition(".")[0] + "_" + column.rpartition(".")[2]: len(ids) for column, ids in moved.items() if ids
    }
    journal_both(actor, Action.PATIENT_MERGED, merge, {name[-40:].lstrip("_"): count for name, count in counts.items()})
    return merge
