"""The life of a rights request as a table. Pure: what is not written here is refused."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from privacy.errors import RequestNotThere


class State(StrEnum):
    RECEIVED = "received"
    NEEDS_PRECISION = "needs-precision"
    IDENTITY_PENDING = "identity-pending"
    IN_PROGRESS = "in-progress"
    EXTENDED = "extended"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly-granted"
    REFUSED = "refused"


class Step(StrEnum):
    """What moves a request."""

    ASK_PRECISION = "ask-precision"
    PRECISE = "precise"
    PROVE_IDENTITY = "prove-identity"
    EXTEND = "extend"
    # It is about a medical file after all: no term is longer than that of such files.
    SHORTEN = "shorten"
    GRANT = "grant"
    GRANT_PARTLY = "grant-partly"
    REFUSE = "refuse"


LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.RECEIVED: "Reçue",
        State.NEEDS_PRECISION: "Précision attendue",
        State.IDENTITY_PENDING: "Identité à vérifier",
        State.IN_PROGRESS: "En cours",
        State.EXTENDED: "Prolongée",
        State.GRANTED: "Acceptée",
        State.PARTLY_GRANTED: "Acceptée en partie",
        State.REFUSED: "Refusée",
    }
)

DECIDED = frozenset({State.GRANTED, State.PARTLY_GRANTED, State.REFUSED})
OUTCOMES: Mapping[Step, State] = MappingProxyType(
    {Step.GRANT: State.GRANTED, Step.GRANT_PARTLY: State.PARTLY_GRANTED, Step.REFUSE: State.REFUSED}
)
_DECISION = dict(OUTCOMES)

NEXT: Mapping[State, Mapping[Step, State]] = MappingProxyType(
    {
        # Held in quarantine, or just registered: told apart by what is missing.
        State.RECEIVED: {
            Step.ASK_PRECISION: State.NEEDS_PRECISION,
            Step.PRECISE: State.IDENTITY_PENDING,
            Step.REFUSE: State.REFUSED,
        },
        State.NEEDS_PRECISION: {Step.PRECISE: State.IDENTITY_PENDING, Step.REFUSE: State.REFUSED},
        State.IDENTITY_PENDING: {
            Step.ASK_PRECISION: State.NEEDS_PRECISION,
            Step.PROVE_IDENTITY: State.IN_PROGRESS,
            Step.REFUSE: State.REFUSED,
        },
        State.IN_PROGRESS: {Step.EXTEND: State.EXTENDED, **_DECISION},
        State.EXTENDED: {Step.SHORTEN: State.IN_PROGRESS, **_DECISION},
        State.GRANTED: {},
        State.PARTLY_GRANTED: {},
        State.REFUSED: {},
    }
)


def after(state: State, step: Step) -> State:
    """Raises RequestNotThere naming where the request is and what was tried."""
    reached = NEXT[state].get(step)
    if reached is None:
        raise RequestNotThere(current=state.value, step=step.value)
    return reached


def possible(state: State) -> frozenset[Step]:
    return frozenset(NEXT[state])
