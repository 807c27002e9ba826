"""What the desk does with a call: who takes it, how it ended for the caller."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking.services import release_offers
from calls.errors import CallAlreadyTaken, CallNotOver
from calls.folding import Outcome
from calls.models import CallRequest, CallSession
from calls.models.call_session import Disposition
from calls.services.returning import call_back_done
from core import clock
from core.errors import NotFound
from core.scoping import Actor, system_actor
from practices.permissions import Permission, check_may
from practices.texts import one_of


@transaction.atomic
def take_call(*, actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    """This person answers; twice by the same person is once. Raises NotFound, Forbidden, CallAlreadyTaken."""
    session = _locked(actor, practice_id, session_id)
    if session.taken_by_id == actor.user_id:
        return session
    if session.taken_by_id is not None:
        raise CallAlreadyTaken(taken_by=str(session.taken_by_id))
    session.taken_by_id, session.taken_at = actor.user_id, clock.now()
    _save(session, "taken_by", "taken_at")
    _journal(actor, Action.CALL_TAKEN, session)
    return session


@transaction.atomic
def wrap_up(*, actor: Actor, practice_id: UUID, session_id: UUID, disposition: str) -> CallSession:
    """How it ended for the caller; may be corrected. What was offered to them is free again.

    Raises NotFound, Forbidden, InvalidInput; CallNotOver while it rings and nobody has taken it.
    """
    session = _locked(actor, practice_id, session_id)
    chosen = one_of(Disposition, "disposition", disposition)
    if session.ended_at is None and session.taken_by_id is None:
        raise CallNotOver()
    session.disposition, session.wrapped_up_by_id, session.wrapped_up_at = chosen, actor.user_id, clock.now()
    _save(session, "disposition", "wrapped_up_by", "wrapped_up_at")
    _journal(actor, Action.CALL_WRAPPED_UP, session, disposition=chosen)
    # As at the end of the line, which some vendors never tell: nobody needs the right to hold for that.
    release_offers(actor=system_actor(practice_id), practice_id=practice_id, call_id=session.id)
    _returned(actor, session)
    return session


def _returned(actor: Actor, session: CallSession) -> None:
    """A call placed to return another one, answered and wrapped up, takes that one off the work list."""
    if session.outcome != Outcome.ANSWERED or session.disposition == Disposition.CALL_BACK:
        return
    request = CallRequest.objects.filter(practice_id=session.practice_id, session_id=session.id).first()
    if request is not None:
        call_back_done(actor=actor, practice_id=session.practice_id, session_id=request.returns_id)


def _locked(actor: Actor, practice_id: UUID, session_id: UUID) -> CallSession:
    check_may(actor, Permission.CALL_HANDLE, practice_id)
    session = CallSession.objects.select_for_update().filter(practice_id=practice_id, id=session_id).first()
    if session is None:
        raise NotFound()
    return session


def _save(session: CallSession, *fields: str) -> None:
    session.version += 1
    session.save(update_fields=[*fields, "version"])


def _journal(actor: Actor, action: Action, session: CallSession, **details: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=session.practice_id,
        entity=("calls.call_session", session.id),
        details=details or None,
    )
