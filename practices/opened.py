"""What a secretariat or a practice receives on the day it is opened: a port that rooms above fill.

The room `consent` publishes the product's texts there, so that a newcomer always has one to accept (CH-21).
"""

from typing import Protocol
from uuid import UUID

from core.scoping import Actor


class Welcome(Protocol):
    """Called inside the transaction of the opening, with exactly one of the two ids."""

    def __call__(
        self, *, actor: Actor, practice_id: UUID | None = None, secretariat_id: UUID | None = None
    ) -> None: ...


_welcomes: dict[str, Welcome] = {}


def on_opening(room: str, welcome: Welcome) -> None:
    """Called by each room's AppConfig.ready(); the same room twice is one."""
    _welcomes[room] = welcome


def welcome(*, actor: Actor, practice_id: UUID | None = None, secretariat_id: UUID | None = None) -> None:
    """Every room's welcome, in the order of their names."""
    for room in sorted(_welcomes):
        _welcomes[room](actor=actor, practice_id=practice_id, secretariat_id=secretariat_id)
