"""R-05 and R-09: accounts that were closed, accounts that nobody enters any more, patients' own among them."""

from uuid import UUID

from accounts.services import retention as accounts
from online.services import idle_accounts as patients
from privacy.retention.keeping import Found, Scope
from privacy.services.account_directives import forget_directives


def closed_found(scope: Scope) -> Found:
    return Found(accounts.closed_accounts(scope.cutoff).count(), oldest=accounts.next_closed(scope.cutoff))


def forget_closed(scope: Scope, batch: int) -> int:
    ids = list(accounts.closed_accounts(scope.cutoff).values_list("id", flat=True)[:batch])
    return _forget(scope, ids)


def idle_found(scope: Scope) -> Found:
    due = accounts.told_and_idle(scope.cutoff, scope.at).count()
    # Idle long enough, and told too lately or not yet: the month of notice runs.
    return Found(due, held=accounts.idle_accounts(scope.cutoff).count() - due, oldest=accounts.next_idle(scope.cutoff))


def forget_idle(scope: Scope, batch: int) -> int:
    accounts.tell_idle(before=scope.cutoff, limit=batch)
    ids = list(accounts.told_and_idle(scope.cutoff, scope.at).values_list("id", flat=True)[:batch])
    return _forget(scope, ids)


def idle_patients_found(scope: Scope) -> Found:
    due = patients.told_and_idle(scope.cutoff, scope.at).count()
    return Found(due, held=patients.idle_accounts(scope.cutoff).count() - due, oldest=patients.next_idle(scope.cutoff))


def forget_idle_patients(scope: Scope, batch: int) -> int:
    patients.tell_idle(before=scope.cutoff, limit=batch)
    gone = list(patients.told_and_idle(scope.cutoff, scope.at)[:batch])
    for account in gone:
        patients.forget_account(account)
    return len(gone)


def _forget(scope: Scope, user_ids: list[UUID]) -> int:
    forget_directives(user_ids)
    return sum(accounts.forget_person(actor=scope.actor, user_id=user_id) for user_id in user_ids)
