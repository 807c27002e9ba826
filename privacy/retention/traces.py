"""R-04 and R-15: the journal, connections, disclosures, messages that left; mandates that ended."""

from accounts.services import retention as accounts
from audit import retention as journal
from calls.services import retention as calls
from consent.services import retention as consent
from outbox import retention as outbox
from patients.services import retention as patients
from practices.services import retention as practices
from privacy.retention.keeping import Found, Scope


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
    due, oldest = outbox.ended_due(scope.practice_id, scope.cutoff)
    return Found(due, oldest=oldest)


def purge_messages(scope: Scope, batch: int) -> int:
    return outbox.purge_ended(scope.practice_id, scope.cutoff, limit=batch)


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
    due, oldest = calls.calls_due(scope.practice, scope.cutoff)
    return Found(due, oldest=oldest)


def purge_calls(scope: Scope, batch: int) -> int:
    return calls.purge_calls(actor=scope.actor, practice_id=scope.practice, before=scope.cutoff, limit=batch)


def vendors_found(scope: Scope) -> Found:
    due, oldest = calls.messages_due(scope.cutoff)
    return Found(due, oldest=oldest)


def purge_vendors(scope: Scope, batch: int) -> int:
    return calls.purge_messages(scope.cutoff, limit=batch)
