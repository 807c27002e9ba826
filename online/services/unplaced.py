"""A displaced visit whose other hour was refused or left: a person has to ring; a room above this one sees to it."""

from collections.abc import Callable
from uuid import UUID

_ring: list[Callable[[UUID, UUID], None]] = []


def register(ring: Callable[[UUID, UUID], None]) -> None:
    """Called when it starts by the room that keeps the desk's work: of which practice, about which visit."""
    _ring[:] = [ring]


def have_rung(practice_id: UUID, appointment_id: UUID) -> None:
    """In the transaction that gives the hour back."""
    for ring in _ring:
        ring(practice_id, appointment_id)
