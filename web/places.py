"""The four places of work, in the order in which somebody who has several is let in: the first is theirs."""

from core.scoping import Actor
from web.bar import Section, offered
from web.desk.menu import handles_calls, reads_own_messages
from web.office.menu import manages_people, office_work, works_here

# Each by its first page.
WORK_PLACES = (
    Section("planning", "Planning", "planning:home", reads_own_messages),
    Section("management", "Gestion", "management:home", manages_people),
    Section("desk", "Bureau", "desk:home", handles_calls),
    Section("office", "Registre", "office:home", works_here, office_work),
)
# Nothing opens yet: no mandate, no practice. The desk says so.
NOWHERE = "desk:home"


def first_place(actor: Actor) -> str:
    """The route of the page where somebody lands who asked for none in particular."""
    found = offered(actor, WORK_PLACES)
    return found[0].route if found else NOWHERE
