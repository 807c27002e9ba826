"""How a version goes from a draft to its withdrawal: a table. Pure but for the names of the states."""

from datetime import date

from instructions.enums import State
from instructions.errors import ForbiddenStep

NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PROPOSED, State.APPROVED, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.APPROVED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
OPEN = frozenset({State.DRAFT, State.PROPOSED})


def check_step(current: str, wanted: State) -> None:
    """Raises ForbiddenStep."""
    if wanted not in NEXT[State(current)]:
        raise ForbiddenStep(state=str(current), wanted=wanted.value)


def standing(state: str, from_date: date | None, until_date: date | None, today: date) -> str:
    """The state in French, as it is today: an approved version is to come, in force or over."""
    if state != State.APPROVED:
        return str(State(state).label)
    if until_date is not None and until_date < today:
        return "Échue"
    return "À venir" if from_date is not None and from_date > today else "En vigueur"
