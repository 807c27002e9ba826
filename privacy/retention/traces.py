"""R-04, R-13, R-15, R-18: the journal, connections, disclosures, calls, messages, mandates, recordings."""

from datetime import timedelta
from uuid import UUID

from accounts.services import retention as accounts
from audit import retention as journal
from calls.kept import calls_of
from calls.services import recording
from calls.services import retention as calls
from consent.services import evidence
from consent.services import retention as consent
from instructions.services import retention as instructions
from notifications.services import retention as notifications
from outbox import retention as outbox
from patients.erasable import Person, keepers
from patients.services import retention as patients
from practices.services import retention as practices
from privacy.retention.keeping import Found, Scope

REFUSED_KEPT = timedelta(days=30)


def journal_found(scope: Scope) -> Found:
    found = journal.purgeable(scope.practice_id, scope.at, scope.kept)
    return Found(found.due, found.held, found.oldest)


def purge_journal(scope: Scope, batch: int) -> int:
    return journal.purge_bodies(scope.practice_id, scope.at, scope.kept, limit=batch)


def sign_ins_found(scope: Scope) -> Found:
    due, oldest = accounts.traces_due(scope.at)
    return Found(due, oldest=oldest)


def purge_sign_ins(scope: Scope, batch: int) -> int:
    """All at once: one statement a table. Never as many as a batch, so it is asked once."""
    return min(accounts.purge_sign_ins(), batch - 1)


def disclosures_found(scope: Scope) -> Found:
    return Found(*patients.disclosures_due(scope.practice, scope.cutoff, scope.kept))


def purge_disclosures(scope: Scope, batch: int) -> int:
    return patients.purge_disclosures(
        actor=scope.actor, practice_id=scope.practice, before=scope.cutoff, kept=scope.kept, limit=batch
    )


def messages_found(scope: Scope) -> Found:
    return Found(*outbox.ended_due(scope.practice_id, scope.cutoff, _rows_kept(scope)))


def purge_messages(scope: Scope, batch: int) -> int:
    return outbox.purge_ended(scope.practice_id, scope.cutoff, kept=_rows_kept(scope), limit=batch)


def told_found(scope: Scope) -> Found:
    return Found(*notifications.messages_due(scope.practice, scope.cutoff, scope.kept))


def purge_told(scope: Scope, batch: int) -> int:
    return notifications.purge_messages(scope.practice, scope.cutoff, kept=scope.kept, limit=batch)


def evidence_found(scope: Scope) -> Found:
    return Found(*evidence.evidence_due(scope.practice, scope.cutoff, scope.kept))


def purge_evidence(scope: Scope, batch: int) -> int:
    return evidence.purge_evidence(
        actor=scope.actor, practice_id=scope.practice, ended_before=scope.cutoff, kept=scope.kept, limit=batch
    )


def mandates_found(scope: Scope) -> Found:
    due, oldest = practices.mandates_due(scope.practice, scope.cutoff)
    return Found(due, oldest=oldest)


def purge_mandates(scope: Scope, batch: int) -> int:
    return practices.purge_mandates(actor=scope.actor, practice_id=scope.practice, before=scope.cutoff, limit=batch)


def secretaries_found(scope: Scope) -> Found:
    due, oldest = practices.secretaries_due(scope.cutoff)
    return Found(due, oldest=oldest)


def purge_secretaries(scope: Scope, batch: int) -> int:
    return practices.purge_secretaries(actor=scope.actor, before=scope.cutoff, limit=batch)


def acceptances_found(scope: Scope) -> Found:
    return Found(consent.acceptances_due(scope.practice_id, scope.cutoff).count())


def purge_acceptances(scope: Scope, batch: int) -> int:
    return consent.purge_acceptances(
        actor=scope.actor, practice_id=scope.practice_id, left_before=scope.cutoff, limit=batch
    )


def calls_found(scope: Scope) -> Found:
    return Found(*calls.calls_due(scope.practice, scope.cutoff, scope.kept))


def purge_calls(scope: Scope, batch: int) -> int:
    return calls.purge_calls(
        actor=scope.actor, practice_id=scope.practice, before=scope.cutoff, kept=scope.kept, limit=batch
    )


def urgencies_found(scope: Scope) -> Found:
    return Found(*instructions.runs_due(scope.practice, scope.cutoff, scope.kept, _calls_kept(scope)))


def purge_urgencies(scope: Scope, batch: int) -> int:
    return instructions.purge_runs(
        actor=scope.actor, practice_id=scope.practice, before=scope.cutoff, kept=scope.kept,
        kept_calls=_calls_kept(scope), limit=batch,
    )  # fmt: skip


def bodies_found(scope: Scope) -> Found:
    return Found(calls.bodies_due(scope.at - REFUSED_KEPT))


def empty_bodies(scope: Scope, batch: int) -> int:
    """What a vendor said and nobody could read is looked at for a month, well within the rule's own term."""
    return calls.empty_bodies(scope.at - REFUSED_KEPT, limit=batch)


def vendors_found(scope: Scope) -> Found:
    """What was read is empty by then, and what nobody could read names nobody whom a hold could keep."""
    due, oldest = calls.messages_due(scope.cutoff)
    return Found(due, oldest=oldest)


def purge_vendors(scope: Scope, batch: int) -> int:
    return calls.purge_messages(scope.cutoff, limit=batch)


def recordings_found(scope: Scope) -> Found:
    """Each has its own end, chosen by the practice and never later than the rule's."""
    return Found(*recording.recordings_due(scope.practice, scope.at, scope.kept))


def purge_recordings(scope: Scope, batch: int) -> int:
    """The references go here; the operator, who keeps the sound, is instructed to destroy it (`calls.sound`)."""
    return recording.purge_recordings(
        actor=scope.actor, practice_id=scope.practice, now=scope.at, kept=scope.kept, limit=batch
    )


def taken_messages_found(scope: Scope) -> Found:
    due, held, oldest = calls.taken_messages_due(scope.practice, scope.cutoff, scope.kept)
    return Found(due, held, oldest)


def purge_taken_messages(scope: Scope, batch: int) -> int:
    return calls.purge_taken_messages(
        actor=scope.actor, practice_id=scope.practice, before=scope.cutoff, kept=scope.kept, limit=batch
    )


def _calls_kept(scope: Scope) -> frozenset[UUID]:
    return calls_of(scope.practice, scope.kept)


def _rows_kept(scope: Scope) -> set[UUID]:
    """Everything of the kept persons that a row of the outbox can be about, themselves included."""
    if scope.practice_id is None or not scope.kept:
        return set()
    people = [Person(scope.practice, (one,), one) for one in scope.kept]
    return {*scope.kept, *(row_id for one in people for keeper in keepers() for row_id in keeper.row_ids(one))}
