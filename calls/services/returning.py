"""Ringing back: one person at a time holds a caller, says what came of it, and the work list follows.

A caller is a number: whoever rang three times is rung back once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from audit import services as audit
from audit.actions import Action
from calls.errors import CallBackClaimed
from calls.models import CallSession
from calls.work import left_to_do_of
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may

# Long enough to dial and speak; a secretary who forgot does not keep a caller for the day.
LEASE = timedelta(minutes=10)
AFTER_NO_ANSWER = timedelta(minutes=30)
LATEST = timedelta(days=7)


@transaction.atomic
def claim_call_back(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """This person rings this caller back, and nobody else for ten minutes; again by the same person prolongs it.

    Raises NotFound, Forbidden, CallBackClaimed.
    """
    session, ids = lock_caller(actor, practice_id, session_id)
    now = clock.now()
    if session.returning_by_id not in (None, actor.user_id) and (session.returning_until or now) > now:
        raise CallBackClaimed(claimed_by=str(session.returning_by_id))
    _write(practice_id, ids, returning_by=actor.user_id, returning_until=now + LEASE)
    journal(actor, Action.CALL_BACK_CLAIMED, practice_id, session_id)
    return call(practice_id, session_id)


@transaction.atomic
def leave_call_back(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """Back on the list for anybody; nothing happens when it was not this person's. Raises NotFound, Forbidden."""
    session, ids = lock_caller(actor, practice_id, session_id)
    if session.returning_by_id == actor.user_id:
        _write(practice_id, ids, returning_by=None, returning_until=None)
        journal(actor, Action.CALL_BACK_LEFT, practice_id, session_id)
    return call(practice_id, session_id)


@transaction.atomic
def call_back_failed(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """Nobody answered: tried once more, back on the list in half an hour. Raises NotFound, Forbidden."""
    _, ids = lock_caller(actor, practice_id, session_id)
    _put_off(practice_id, ids, clock.now() + AFTER_NO_ANSWER, return_tries=F("return_tries") + 1)
    journal(actor, Action.CALL_BACK_FAILED, practice_id, session_id)
    return call(practice_id, session_id)


@transaction.atomic
def call_back_later(*, actor: Actor, practice_id: UUID, session_id: UUID, after: datetime) -> CallSession:
    """Not before `after` (aware): the caller asked for it. Raises NotFound, Forbidden, InvalidInput."""
    _, ids = lock_caller(actor, practice_id, session_id)
    now = clock.now()
    if not now < after <= now + LATEST:
        raise InvalidInput.at("after", "out-of-range", "Choisissez un moment des sept prochains jours.")
    _put_off(practice_id, ids, after)
    journal(actor, Action.CALL_BACK_PUT_OFF, practice_id, session_id)
    return call(practice_id, session_id)


@transaction.atomic
def call_back_done(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """The caller was spoken to: every call of theirs leaves the work list. Raises NotFound, Forbidden."""
    session, ids = lock_caller(actor, practice_id, session_id)
    if session.called_back_at is None:
        _write(practice_id, ids, called_back_at=clock.now(), returning_by=None, returning_until=None)
        journal(actor, Action.CALL_CALLED_BACK, practice_id, session_id)
    return call(practice_id, session_id)


def lock_caller(actor: Actor, practice_id: UUID, session_id: UUID) -> tuple[CallSession, list[UUID]]:
    """The call and every call left to do of the same number, locked. Raises NotFound, Forbidden."""
    check_may(actor, Permission.CALL_HANDLE, practice_id)
    seen = call(practice_id, session_id)
    with connection.cursor() as cursor:
        key = f"caller {practice_id} {seen.remote_e164 or seen.id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    same = left_to_do_of(practice_id).filter(remote_e164=seen.remote_e164) if seen.remote_e164 else None
    ids = {session_id, *(same.values_list("id", flat=True) if same is not None else ())}
    rows = CallSession.objects.select_for_update().filter(practice_id=practice_id, id__in=ids).order_by("id")
    locked = {row.id: row for row in rows}
    return locked[session_id], list(locked)


def call(practice_id: UUID, session_id: UUID) -> CallSession:
    found = CallSession.objects.filter(practice_id=practice_id, id=session_id).first()
    if found is None:
        raise NotFound()
    return found


def journal(actor: Actor, action: Action, practice_id: UUID, session_id: UUID) -> None:
    audit.record(actor=actor, action=action, practice_id=practice_id, entity=("calls.call_session", session_id))


def _put_off(practice_id: UUID, ids: list[UUID], after: datetime, **more: object) -> None:
    _write(practice_id, ids, return_after=after, returning_by=None, returning_until=None, **more)


def _write(practice_id: UUID, ids: list[UUID], **columns: object) -> None:
    CallSession.objects.filter(practice_id=practice_id, id__in=ids).update(version=F("version") + 1, **columns)
