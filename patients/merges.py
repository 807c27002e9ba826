"""Questions about merges: two records side by side, what was merged, which record a person has now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from patients.belongings import Obstacle, keepers
from patients.errors import LaterMerge
from patients.identity import IdentityStatus
from patients.limits import check_limits
from patients.merge_fields import Compared, compare
from patients.models import Patient, PatientMerge
from patients.queries import check_is_current, journal_reading, patient_in
from practices.permissions import Permission, check_may

# Which record should stay: the better proven one, then the older one.
_PROVEN = (IdentityStatus.PROVISIONAL, IdentityStatus.VALIDATED, IdentityStatus.RECOVERED, IdentityStatus.QUALIFIED)


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Two records as a person compares them. `facts` hold opened sealed texts: present, mask, never show them."""

    survivor: Patient
    merged: Patient
    facts: list[Compared]
    obstacles: list[Obstacle]
    moving: dict[str, int]


def compare_records(actor: Actor, survivor_id: UUID, merged_id: UUID) -> Comparison:
    """Both files side by side, journalled as read. Raises NotFound, Forbidden, InvalidInput, PatientMerged."""
    survivor, merged = both_records(actor, survivor_id, merged_id)
    for patient in (survivor, merged):
        journal_reading(actor, patient)
    moving: dict[str, int] = {}
    for keeper in keepers():
        moving |= keeper.counted(merged.practice_id, merged.id)
    return Comparison(survivor, merged, compare(survivor, merged), obstacles_between(survivor, merged), moving)


def both_records(
    actor: Actor, survivor_id: UUID, merged_id: UUID, *, for_change: bool = False
) -> tuple[Patient, Patient]:
    """Two different records of one practice, neither a redirect; locked in order with `for_change`."""
    survivor = patient_in(actor, survivor_id, Permission.PATIENT_MERGE)
    merged = patient_in(actor, merged_id, Permission.PATIENT_MERGE)
    if survivor.id == merged.id:
        raise InvalidInput.at("merged", "same-record", "Choisissez deux fiches différentes.")
    if survivor.practice_id != merged.practice_id:
        raise InvalidInput.at("merged", "other-practice", "Les deux fiches doivent être du même cabinet.")
    if for_change:
        survivor, merged = lock_records(survivor.practice_id, survivor.id, merged.id)
        for patient in (survivor, merged):
            check_is_current(patient)
            check_limits(patient, Permission.PATIENT_MERGE)
    return survivor, merged


def lock_records(practice_id: UUID, one: UUID, other: UUID) -> tuple[Patient, Patient]:
    """Both records, phones at hand, under full row locks: nothing new can point to them until the commit.

    What other rooms keep of them is locked first: whoever moves a visit locks it before its patient.
    """
    for keeper in keepers():
        keeper.lock(practice_id, sorted((one, other)))
    rows = Patient.objects.filter(practice_id=practice_id, id__in=[one, other]).order_by("id").select_for_update()
    found = {patient.id: patient for patient in rows.prefetch_related("phones")}
    return found[one], found[other]


def obstacles_between(survivor: Patient, merged: Patient) -> list[Obstacle]:
    """What every room sees in the way."""
    return [
        obstacle for keeper in keepers() for obstacle in keeper.obstacles(survivor.practice_id, survivor.id, merged.id)
    ]


def better_first(one: Patient, other: Patient) -> tuple[Patient, Patient]:
    """The record that should stay, then the other."""

    def worth(patient: Patient) -> tuple[int, float]:
        return _PROVEN.index(IdentityStatus(patient.identity_status)), -patient.created_at.timestamp()

    return (one, other) if worth(one) >= worth(other) else (other, one)


def current_record(actor: Actor, patient_id: UUID) -> UUID:
    """The id of the record that this person has now, following every redirect. Raises NotFound."""
    seen: set[UUID] = set()
    while patient_id not in seen:
        seen.add(patient_id)
        row = (
            Patient.objects.filter(practice_id__in=actor.practice_ids, id=patient_id, locked_at__isnull=True)
            .values_list("merged_into_id", flat=True)
            .first()
        )
        if row is None:
            return _existing(actor, patient_id)
        patient_id = row
    raise NotFound()


def _existing(actor: Actor, patient_id: UUID) -> UUID:
    known = Patient.objects.filter(practice_id__in=actor.practice_ids, id=patient_id, locked_at__isnull=True)
    if not known.exists():
        raise NotFound()
    return patient_id


def merge_in(actor: Actor, merge_id: UUID) -> PatientMerge:
    """One merge, both records at hand; not journalled. Raises NotFound, Forbidden."""
    merge = (
        PatientMerge.objects.filter(practice_id__in=actor.practice_ids, id=merge_id)
        .select_related("survivor", "merged", "merged_by", "undone_by")
        .first()
    )
    if merge is None:
        raise NotFound()
    check_may(actor, Permission.PATIENT_MERGE, merge.practice_id)
    return merge


def open_merge(actor: Actor, merge_id: UUID) -> PatientMerge:
    """The same, shown to somebody: both records are journalled as read."""
    merge = merge_in(actor, merge_id)
    for patient in (merge.survivor, merge.merged):
        journal_reading(actor, patient)
    return merge


def merge_to_undo(actor: Actor, merge_id: UUID) -> PatientMerge:
    """The same, not yet locked: the records' locks order undos."""
    return merge_in(actor, merge_id)


def check_is_latest(merge: PatientMerge, survivor: Patient) -> None:
    """Merges are undone from the latest to the first, so that each gives back exactly what it found."""
    later = (
        PatientMerge.objects.filter(
            Q(survivor=merge.survivor_id, merged_at__gt=merge.merged_at) | Q(merged=merge.survivor_id),
            practice_id=merge.practice_id,
            undone_at__isnull=True,
        )
        .exclude(id=merge.id)
        .order_by("-merged_at")
        .first()
    )
    if later is not None:
        raise LaterMerge(later=str(later.id))


def merges_of(actor: Actor, patient_id: UUID) -> Sequence[PatientMerge]:
    """Every merge that this record survived or ended in, newest first; part of a file already opened."""
    found = PatientMerge.objects.filter(
        Q(survivor=patient_id) | Q(merged=patient_id), practice_id__in=actor.practice_ids
    )
    return list(found.select_related("merged_by", "undone_by").order_by("-merged_at", "-id"))
