"""Calendar feeds: opened by a practitioner for an agenda of their own, revoked at once."""

import hashlib
import secrets
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.services import record
from booking.models import CalendarFeed
from core import clock
from core.errors import Forbidden, NotFound
from core.scoping import Actor
from practices.permissions import Permission, check_may
from practices.queries import own_roles, role_in


@transaction.atomic
def open_feed(*, actor: Actor, practitioner_role_id: UUID, shows_names: bool = False) -> tuple[CalendarFeed, str]:
    """A new address for an agenda of the actor's own; the token is answered once and kept nowhere in clear.

    Raises NotFound, Forbidden.
    """
    role = role_in(actor, practitioner_role_id)
    check_may(actor, Permission.FEED_EDIT, role.practice_id)
    if actor.user_id is None or not own_roles(actor, role.practice_id).filter(id=role.id).exists():
        raise Forbidden()
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        practice_id=role.practice_id,
        practitioner_role_id=role.id,
        token_digest=digest_of(token),
        shows_names=shows_names,
        made_by_id=actor.user_id,
        made_at=clock.now(),
    )
    _journal(actor, Action.FEED_OPENED, feed)
    return feed, token


@transaction.atomic
def revoke_feed(*, actor: Actor, feed_id: UUID) -> CalendarFeed:
    """The address answers nothing from now on. Twice is once. Raises NotFound, Forbidden."""
    feed = CalendarFeed.objects.select_for_update().filter(pk=feed_id, practice_id__in=actor.practice_ids).first()
    if feed is None:
        raise NotFound()
    check_may(actor, Permission.FEED_EDIT, feed.practice_id)
    if feed.made_by_id != actor.user_id:
        raise Forbidden()
    if feed.revoked_at is None:
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])
        _journal(actor, Action.FEED_REVOKED, feed)
    return feed


def digest_of(token: str) -> str:
    """What is kept of a token: 256 bits drawn at random need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _journal(actor: Actor, action: Action, feed: CalendarFeed) -> None:
    record(
        actor=actor,
        action=action,
        practice_id=feed.practice_id,
        entity=("calendar_feed", feed.id),
        details={"role": feed.practitioner_role_id, "names": feed.shows_names},
    )
