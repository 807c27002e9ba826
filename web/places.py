"""The four places of work, in the order in which somebody who has several is let in: the first is theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from core.scoping import Actor
from practices.permissions import Permission, can_on_platform, practices_where
from web.office.menu import works_here


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """`route` is its first page; `opens` whether it is this person's."""

    key: str
    label: str
    route: str
    opens: Callable[[Actor], bool]


def treats(actor: Actor) -> bool:
    """A practitioner: what is asked of practitioners is theirs to answer."""
    return bool(practices_where(actor, Permission.MESSAGE_ANSWER))


def manages(actor: Actor) -> bool:
    return can_on_platform(actor, Permission.PERSON_MANAGE)


def answers(actor: Actor) -> bool:
    """Calls ring at their desk."""
    return bool(practices_where(actor, Permission.CALL_HANDLE))


WORK_PLACES = (
    WorkPlace("planning", "Planning", "planning:home", treats),
    WorkPlace("management", "Gestion", "management:home", manages),
    WorkPlace("desk", "Bureau", "desk:home", answers),
    WorkPlace("office", "Registre", "office:home", works_here),
)
# Nothing opens yet: no mandate, no practice. The desk says so.
NOWHERE = "desk:home"


def places_of(actor: Actor) -> list[WorkPlace]:
    """Theirs, the one they land in first."""
    return [place for place in WORK_PLACES if place.opens(actor)]


def first_place(actor: Actor) -> str:
    """The route of the page where somebody lands who asked for none in particular."""
    found = places_of(actor)
    return found[0].route if found else NOWHERE
