"""Erasing one person of one practice: every row, every queue, every kept answer, and the key (ST-25, ST-30, ST-34).

The order of locks: what each room keeps (visits first), then the records, in order. The journal names each record, the
ledger gets one line, and the line is copied outside the database after the commit.
"""

import logging
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from accounts.permissions import check_fresh_step_up
from audit import services as audit
from audit.actions import Action
from booking.locks import in_one_transaction
from core import clock
from core.errors import Forbidden, NotFound
from core.ids import new_id
from core.scoping import Actor, Channel
from patients.erasable import Counts, Erasure, Part, Person, keepers
from patients.models import Patient
from practices.permissions import Permission, check_may
from privacy import ledger_file
from privacy.errors import PatientHeld
from privacy.ledger import Line, entry_of, line_of
from privacy.models import ErasureCause, ErasureEntry
from privacy.numbers import numbers_beside
from privacy.queries import held_among
from privacy.rights_erasable import request_rows

logger = logging.getLogger("permanence.privacy")

NOTHING: frozenset[Part] = frozenset()
# Who may, besides the product itself; the end of a retention period is nobody's decision.
_PERMISSIONS = {ErasureCause.DEATH: Permission.DEATH_CONFIRM, ErasureCause.REQUEST: Permission.REQUEST_HANDLE}


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What was destroyed, as the ledger keeps it: ids, codes, counts."""

    entry_id: UUID
    practice_id: UUID
    patient_id: UUID
    cause: ErasureCause
    kept: frozenset[Part]
    counts: Mapping[str, int]
    at: datetime
    digest: str


@in_one_transaction
def erase_person(
    *,
    actor: Actor,
    practice_id: UUID,
    patient_id: UUID,
    cause: ErasureCause,
    keep: Set[Part] = NOTHING,
    relation_ended_at: datetime | None = None,
) -> ErasureReport:
    """Destroy everything of one person but the parts of `keep`; with nothing kept the key goes too, for ever.

    Any record of the person names all of them: redirects are erased with the record they lead to. Other persons keep
    their own. `relation_ended_at`, at the end of a retention period only: evidence stays from then on (R-15).
    Raises NotFound, Forbidden, StepUpRequired, PatientHeld, Busy.
    """
    _check_may_erase(actor, practice_id, ErasureCause(cause))
    person = lock_person(practice_id, patient_id)
    if held_among(practice_id, person.patient_ids):
        raise PatientHeld()
    kept = frozenset(keep) | {Part.RECORD} if keep else NOTHING
    by_term = cause == ErasureCause.RETENTION
    counts = destroy(Erasure(actor, person, kept, relation_ended_at=relation_ended_at, spares_requests=by_term))
    line = Line(
        new_id(), practice_id, person.standing_id, person.patient_ids, ErasureCause(cause), kept, counts,
        actor.user_id, clock.now(),
    )  # fmt: skip
    entry = entry_of(line)
    entry.save(force_insert=True)
    journal_erasure(actor, Action.PERSON_ERASED, line)
    transaction.on_commit(lambda: copy_out(line))
    return report_of(entry)


def report_of(entry: ErasureEntry) -> ErasureReport:
    line = line_of(entry)
    return ErasureReport(
        line.id, line.practice_id, line.patient_id, line.cause, line.kept, line.counts, line.at, entry.digest
    )


def lock_person(practice_id: UUID, patient_id: UUID) -> Person:
    """All the records of one person, locked with what hangs from them. Raises NotFound."""
    person = person_of(practice_id, patient_id)
    for keeper in keepers():
        keeper.lock(person)
    rows = Patient.objects.filter(practice_id=practice_id, id__in=person.patient_ids)
    list(rows.order_by("id").select_for_update().values_list("id", flat=True))
    # A merge that was committed while we waited has changed whose records these are.
    if person_of(practice_id, patient_id) != person:
        return lock_person(practice_id, patient_id)
    return person


def person_of(practice_id: UUID, patient_id: UUID) -> Person:
    """The record, the one it leads to, and every redirect to that one. Raises NotFound."""
    rows = Patient.objects.filter(practice_id=practice_id)
    if not rows.filter(id=patient_id).exists():
        raise NotFound()
    standing, above = patient_id, {patient_id}
    while (leads_to := rows.filter(id=standing).values_list("merged_into_id", flat=True).get()) is not None:
        if leads_to in above:
            break
        above.add(leads_to)
        standing = leads_to
    known = {standing} | above
    while more := set(rows.filter(Q(merged_into__in=known) & ~Q(id__in=known)).values_list("id", flat=True)):
        known |= more
    return Person(practice_id, tuple(sorted(known)), standing)


def destroy(erasure: Erasure) -> Counts:
    """Every room erases its own, in one transaction whose foreign keys are judged at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    ids = frozenset(row_id for keeper in keepers() for row_id in keeper.row_ids(erasure.person))
    if erasure.spares_requests:
        # Their letters still leave.
        ids -= frozenset(request_rows(erasure.person))
    named = replace(erasure, row_ids=ids, numbers=numbers_beside(erasure.person))
    counts: Counts = {}
    for keeper in keepers():
        counts |= {column: count for column, count in keeper.erase(named).items() if count}
    return counts


def journal_erasure(actor: Actor, action: Action, line: Line) -> None:
    """One event a record: the database lets nothing be deleted that none of them names."""
    audit.record_many(
        audit.Event(
            actor=actor,
            action=action,
            practice_id=line.practice_id,
            entity=("privacy.erasure", line.id),
            patient_id=patient_id,
            details={"cause": line.cause.value, "kept": len(line.kept), "digest": line.digest},
        )
        for patient_id in line.patient_ids
    )


def copy_out(line: Line) -> None:
    """The erasure is done: a copy that fails is told, and written by the next nightly run or `replay_erasures`."""
    try:
        ledger_file.append([line])
    except OSError as error:
        logger.critical(
            "erasure %s is done but not copied out of the database (%s): "
            "the next apply_retention or replay_erasures writes its line",
            line.id,
            type(error).__name__,
        )


def _check_may_erase(actor: Actor, practice_id: UUID, cause: ErasureCause) -> None:
    if actor.user_id is None and actor.channel is Channel.SYSTEM:
        if practice_id not in actor.grants:
            raise NotFound()
        return
    permission = _PERMISSIONS.get(cause)
    if permission is None:
        raise Forbidden()
    check_may(actor, permission, practice_id)
    check_fresh_step_up(actor)
