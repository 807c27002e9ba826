"""The calls that somebody is answering, by practice, asked for when an act first needs its ground.

Most requests need none: nothing is asked for them. Asked within the act's own transaction, it is one statement.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db import connection, transaction

from calls.queries import calls_in_hand
from core.scoping import Actor, acting_as, current_actor


class CallsInHand(Mapping[UUID, UUID]):
    """Practice → call. Read once, at the first look, under the rights of the person themself."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._found: dict[UUID, UUID] | None = None

    def __getitem__(self, practice_id: UUID) -> UUID:
        return self._read()[practice_id]

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def _read(self) -> dict[UUID, UUID]:
        if self._found is None:
            self._found = self._asked()
        return self._found

    def _asked(self) -> dict[UUID, UUID]:
        around = current_actor()
        if connection.in_atomic_block and around is not None and self._actor.practice_ids <= around.practice_ids:
            return calls_in_hand(self._actor)
        # A verb of the product itself sees fewer practices than the person does.
        with acting_as(self._actor), transaction.atomic():
            return calls_in_hand(self._actor)
