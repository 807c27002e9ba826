"""The life of an appointment as a table: statuses, the verbs that change them, which take time.

Pure: no Django. Statuses are FHIR's. Status, cause, actor, channel and call are different columns;
only the status is here.
"""

from enum import StrEnum
from types import MappingProxyType

from core.errors import RuleRefused


class Status(StrEnum):
    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NOSHOW = "noshow"
    ENTERED_IN_ERROR = "entered-in-error"


class Verb(StrEnum):
    """What people do to an appointment; MOVE keeps the status."""

    CONFIRM = "confirm"
    MOVE = "move"
    ARRIVE = "arrive"
    FULFIL = "fulfil"
    MISS = "miss"
    CANCEL = "cancel"
    RESTORE = "restore"
    REOPEN = "reopen"
    UNMARK = "unmark"
    RETRACT = "retract"


LABELS = MappingProxyType(
    {
        Status.PROPOSED: "Proposé",
        Status.PENDING: "En attente d'accord",
        Status.BOOKED: "Réservé",
        Status.ARRIVED: "Arrivé",
        Status.FULFILLED: "Honoré",
        Status.CANCELLED: "Annulé",
        Status.NOSHOW: "Absent",
        Status.ENTERED_IN_ERROR: "Saisi par erreur",
    }
)

# An appointment in one of these points to an occupancy; in any other it points to none.
TAKES_TIME = frozenset({Status.PENDING, Status.BOOKED, Status.ARRIVED, Status.FULFILLED})

# verb → {status before: status after}. What is not written here is refused.
TRANSITIONS = MappingProxyType(
    {
        Verb.CONFIRM: {Status.PROPOSED: Status.BOOKED, Status.PENDING: Status.BOOKED},
        Verb.MOVE: {Status.PENDING: Status.PENDING, Status.BOOKED: Status.BOOKED},
        Verb.ARRIVE: {Status.BOOKED: Status.ARRIVED},
        Verb.FULFIL: {Status.ARRIVED: Status.FULFILLED},
        Verb.MISS: {Status.BOOKED: Status.NOSHOW},
        Verb.CANCEL: {
            Status.PROPOSED: Status.CANCELLED,
            Status.PENDING: Status.CANCELLED,
            Status.BOOKED: Status.CANCELLED,
        },
        # The ten seconds in which the desk may take back what it just did.
        Verb.RESTORE: {Status.CANCELLED: Status.BOOKED},
        # The same for a visit that nobody had agreed to.
        Verb.REOPEN: {Status.CANCELLED: Status.PENDING},
        Verb.UNMARK: {
            Status.ARRIVED: Status.BOOKED,
            Status.FULFILLED: Status.ARRIVED,
            Status.NOSHOW: Status.BOOKED,
        },
        Verb.RETRACT: {Status.PENDING: Status.ENTERED_IN_ERROR, Status.BOOKED: Status.ENTERED_IN_ERROR},
    }
)


class ForbiddenTransition(RuleRefused):
    """`current` and `verb` say what was tried on what."""

    code, title = "forbidden-transition", "Ce rendez-vous n'est pas dans un état qui le permet."
    meaning = "L'état présent du rendez-vous (« current ») n'admet pas cette action (« verb ») : relisez-le."


def after(current: Status, verb: Verb) -> Status:
    """The status that `verb` gives to an appointment in `current`. Raises ForbiddenTransition."""
    reached = TRANSITIONS[verb].get(current)
    if reached is None:
        raise ForbiddenTransition(current=current.value, verb=verb.value)
    return reached


def possible(current: Status) -> frozenset[Verb]:
    """The verbs that a screen may offer for an appointment in `current`."""
    return frozenset(verb for verb, table in TRANSITIONS.items() if current in table)
