"""A visit near another of the same person that may not be shown to whoever books: the desk is told, the page never is.

The room above this one opens the line of work, and registers how when it starts.
"""

from collections.abc import Callable
from uuid import UUID

_ask_the_desk: list[Callable[[UUID, UUID], None]] = []


def register(ask_the_desk: Callable[[UUID, UUID], None]) -> None:
    """`ask_the_desk` takes the practice and the visit that was booked, in the transaction that booked it."""
    _ask_the_desk[:] = [ask_the_desk]


def leave_to_the_desk(practice_id: UUID, appointment_id: UUID) -> None:
    for ask in _ask_the_desk:
        ask(practice_id, appointment_id)
