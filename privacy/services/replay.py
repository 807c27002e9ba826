"""Doing again what a restore has undone: the ledger outlives the database, and so do its erasures (R-24)."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from core.scoping import Actor, acting_as, system_actor
from crypto.models import PatientKey
from patients.erasable import Erasure, Person, keepers
from patients.models import Patient
from privacy.ledger import Line, entry_of
from privacy.models import ErasureCause, ErasureEntry
from privacy.services.erase import destroy, journal_erasure


class Outcome(StrEnum):
    """What became of one line."""

    AGAIN = "erased-again"
    GONE = "still-gone"
    NOTED = "noted-again"


def replay(line: Line, *, dry: bool = False) -> Outcome:
    """Erase again whatever came back of this person, and put the line back into the table where it is missing.

    With something kept, only when the line itself is missing: an older copy is there, and what was added to the kept
    record since the erasure is not touched. Raises Busy, and IntegrityError for rows that no room declares.
    """
    actor = system_actor(line.practice_id)
    with acting_as(actor), transaction.atomic():
        person = Person(line.practice_id, tuple(sorted(line.patient_ids)), line.patient_id)
        is_noted = ErasureEntry.objects.filter(practice_id=line.practice_id, id=line.id).exists()
        came_back = _came_back(person) and not (line.kept and is_noted)
        if not dry and not (is_noted and not came_back):
            _do_again(actor, line, person, came_back=came_back, is_noted=is_noted)
    if came_back:
        return Outcome.AGAIN
    return Outcome.GONE if is_noted else Outcome.NOTED


def _do_again(actor: Actor, line: Line, person: Person, *, came_back: bool, is_noted: bool) -> None:
    if came_back:
        for keeper in keepers():
            keeper.lock(person)
        rows = Patient.objects.filter(practice_id=person.practice_id, id__in=person.patient_ids)
        list(rows.order_by("id").select_for_update().values_list("id", flat=True))
        # When the relation ended went with the agenda: counted from the erasure, later and never earlier.
        by_term = line.cause is ErasureCause.RETENTION
        ended = line.at if by_term else None
        destroy(Erasure(actor, person, line.kept, is_replayed=True, relation_ended_at=ended, spares_requests=by_term))
    if not is_noted:
        entry_of(line).save(force_insert=True)
    journal_erasure(actor, Action.RESTORED_PERSON_ERASED, line)


def _came_back(person: Person) -> bool:
    if PatientKey.objects.filter(practice_id=person.practice_id, patient_id__in=person.patient_ids).exists():
        return True
    known = set(person.patient_ids)
    return any(_others(keeper.row_ids(person), known) for keeper in keepers()) or _records(person)


def _others(row_ids: Iterable[UUID], known: set[UUID]) -> bool:
    """Whether a room still has a row; the person's own ids are always named."""
    return any(row_id not in known for row_id in row_ids)


def _records(person: Person) -> bool:
    return Patient.objects.filter(practice_id=person.practice_id, id__in=person.patient_ids).exists()
