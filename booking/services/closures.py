"""A place is shut: added, changed, taken away. What is past of a closure stays."""

from datetime import datetime
from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking.locks import in_one_transaction, lock_practitioners
from booking.models import Closure
from booking.services.timetable import (
    Effect,
    check_past_stays,
    check_range,
    left_after_removal,
    people_at,
    reviewed,
)
from core.errors import NotFound
from core.scoping import Actor
from practices.models import Location
from practices.permissions import Permission, check_may


@in_one_transaction
def add_closure(*, actor: Actor, location_id: UUID, start: datetime, end: datetime) -> Effect[Closure]:
    """A place is shut. Raises NotFound, Forbidden, WrongRange."""
    location = Location.objects.filter(pk=location_id, practice_id__in=actor.practice_ids).first()
    if location is None:
        raise NotFound()
    check_may(actor, Permission.CLOSURE_EDIT, location.practice_id)
    check_range(start, end)
    people = people_at(location_id)
    lock_practitioners(people, exclusive=True)
    closure = Closure.objects.create(
        practice_id=location.practice_id, location_id=location_id, starts_at=start, ends_at=end
    )
    _journal(actor, Action.CLOSURE_ADDED, closure)
    return reviewed(actor, location.practice_id, people, closure)


@in_one_transaction
def change_closure(
    *, actor: Actor, closure_id: UUID, start: datetime | None = None, end: datetime | None = None
) -> Effect[Closure]:
    """Other bounds; what is not given stays. Raises NotFound, Forbidden, WrongRange, InvalidInput."""
    closure, people = _locked(actor, closure_id)
    former = (closure.starts_at, closure.ends_at)
    closure.starts_at, closure.ends_at = start or former[0], end or former[1]
    check_range(closure.starts_at, closure.ends_at)
    check_past_stays(actor, former, (closure.starts_at, closure.ends_at))
    closure.save(update_fields=["starts_at", "ends_at"])
    _journal(actor, Action.CLOSURE_CHANGED, closure)
    return reviewed(actor, closure.practice_id, people, closure)


@in_one_transaction
def remove_closure(*, actor: Actor, closure_id: UUID) -> Effect[Closure | None]:
    """Open the place again; a closure that has begun ends now and stays. Raises NotFound, Forbidden, InvalidInput."""
    closure, people = _locked(actor, closure_id)
    ends = left_after_removal(actor, closure.starts_at, closure.ends_at)
    _journal(actor, Action.CLOSURE_REMOVED, closure)
    kept: Closure | None = closure
    if ends is None:
        closure.delete()
        kept = None
    else:
        closure.ends_at = ends
        closure.save(update_fields=["ends_at"])
    return reviewed(actor, closure.practice_id, people, kept)


def _locked(actor: Actor, closure_id: UUID) -> tuple[Closure, list[UUID]]:
    """The closure and whoever practises there, once all are locked. Raises NotFound, Forbidden."""
    rows = Closure.objects.filter(pk=closure_id, practice_id__in=actor.practice_ids)
    seen = rows.first()
    if seen is None:
        raise NotFound()
    check_may(actor, Permission.CLOSURE_EDIT, seen.practice_id)
    people = people_at(seen.location_id)
    lock_practitioners(people, exclusive=True)
    closure = rows.first()
    if closure is None:
        raise NotFound()
    return closure, people


def _journal(actor: Actor, action: Action, closure: Closure) -> None:
    record(
        actor=actor,
        action=action,
        practice_id=closure.practice_id,
        entity=("closure", closure.id),
        details={"location": closure.location_id},
    )
