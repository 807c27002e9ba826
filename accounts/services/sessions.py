"""Ending sessions from elsewhere: one, the others, all. A session that is ended answers 401 at its next request."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.enums import SessionStage
from accounts.models import Session
from audit.actions import Action
from audit.services import record
from core.errors import NotFound
from core.scoping import Actor


@transaction.atomic
def end_session(*, actor: Actor, session_id: UUID) -> None:
    """End one of the actor's own sessions. Raises NotFound for anybody else's."""
    if actor.user_id is None:
        raise NotFound
    ended, _ = Session.objects.filter(user_id=actor.user_id, id=session_id).delete()
    if not ended:
        raise NotFound
    record(actor=actor, action=Action.SESSION_ENDED, practice_id=None, entity=("session", session_id))


@transaction.atomic
def end_other_sessions(*, actor: Actor) -> int:
    """End all of the actor's sessions but the present one; answers how many."""
    if actor.user_id is None:
        raise NotFound
    ended = end_all_sessions(actor=actor, user_id=actor.user_id, but=actor.session_id)
    Session.objects.filter(user_id=actor.user_id).update(concurrent_at=None)
    return ended


def tell_concurrent(user_id: UUID, session_id: UUID, at: datetime) -> bool:
    """Mark every other live session of a person who signs in once more: each screen then says so (CH-05)."""
    idle = at - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    others = Session.objects.filter(user_id=user_id, stage=SessionStage.SIGNED_IN).exclude(id=session_id)
    return others.filter(expires_at__gt=at, last_seen_at__gt=idle).update(concurrent_at=at) > 0


@transaction.atomic
def recognise_sessions(*, actor: Actor) -> None:
    """The person says that all their open sessions are theirs: no screen warns of them any more."""
    if actor.user_id is None:
        raise NotFound
    Session.objects.filter(user_id=actor.user_id).update(concurrent_at=None)
    record(actor=actor, action=Action.SESSIONS_RECOGNISED, practice_id=None, entity=("user", actor.user_id))


@transaction.atomic
def end_all_sessions(*, actor: Actor | None, user_id: UUID, but: UUID | None = None) -> int:
    """End a person's sessions because their password, factor, role or status changed; answers how many.

    The caller has checked that the actor may do this to that person.
    """
    rows = Session.objects.filter(user_id=user_id)
    ended, _ = (rows if but is None else rows.exclude(id=but)).delete()
    record(
        actor=actor,
        action=Action.SESSIONS_ENDED,
        practice_id=None,
        entity=("user", user_id),
        details={"count": ended},
    )
    return ended
