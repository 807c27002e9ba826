"""A change of the openings tried before it is made: the verb itself runs, and nothing of it stays.

No rule is written twice: what a preview announces is what the verb would do, locks, refusals and all.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from booking.services.timetable import Effect


class _TakenBack(Exception):
    def __init__(self, orphaned: tuple[UUID, ...]) -> None:
        super().__init__()
        self.orphaned = orphaned


def simulate(change: Callable[[], Effect[object]]) -> tuple[UUID, ...]:
    """The appointments that `change` would leave without an opening, by start; neither row, journal nor message stays.

    Raises whatever `change` raises.
    """
    try:
        with transaction.atomic():
            raise _TakenBack(change().orphaned)
    except _TakenBack as done:
        return done.orphaned
