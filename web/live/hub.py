"""Who is listening in this process: one bounded mailbox a stream, in the order things were told. Knows no database.

A mailbox that overflows is emptied, and its reader told to look again at everything: a slow reader costs itself
alone. Everything here runs in one event loop.
"""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from web.live.events import Hint

MAILBOX_SIZE = 64


class Resync:
    """Something may have been missed."""


class End:
    """Nothing more will come."""


RESYNC, END = Resync(), End()
Told = Hint | Resync | End


class Mailbox:
    """What one stream has still to send, of one call the latest version only.

    `practices` is None until its reader is known: everything is kept for then.
    """

    def __init__(self, size: int = MAILBOX_SIZE) -> None:
        self.practices: Collection[UUID] | None = None
        self._told: asyncio.Queue[Told] = asyncio.Queue(size)
        self._latest: dict[UUID, Hint] = {}

    def put(self, told: Told) -> None:
        if not self._wanted(told):
            return
        if isinstance(told, Hint):
            is_waiting = told.session_id in self._latest
            self._latest[told.session_id] = told
            if is_waiting:
                return
        if self._told.full():
            told = END if self._drop_all() or told is END else RESYNC
        self._told.put_nowait(told)

    async def take(self, patience: float) -> Told | None:
        """The next thing told, None when nothing is within `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while not self._wanted(told := await self._told.get()):
                    self._latest_of(told)
                return self._latest_of(told)
        except TimeoutError:
            return None

    def _latest_of(self, told: Told) -> Told:
        return self._latest.pop(told.session_id, told) if isinstance(told, Hint) else told

    def _wanted(self, told: Told) -> bool:
        return not isinstance(told, Hint) or self.practices is None or told.practice_id in self.practices

    def _drop_all(self) -> bool:
        """Whether the end was among what is dropped."""
        self._latest.clear()
        dropped = [self._told.get_nowait() for _ in range(self._told.qsize())]
        return END in dropped


class Hub:
    """`publish` to every mailbox; `listening` says whether changes are heard at all."""

    def __init__(self) -> None:
        self.listening = False
        self.ending = False
        self._mailboxes: set[Mailbox] = set()

    def __len__(self) -> int:
        return len(self._mailboxes)

    @contextmanager
    def subscribe(self) -> Iterator[Mailbox]:
        mailbox = Mailbox()
        self._mailboxes.add(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes.discard(mailbox)

    def publish(self, told: Told) -> None:
        for mailbox in self._mailboxes:
            mailbox.put(told)

    def hears(self, listening: bool) -> None:
        """What was told in between is lost: everybody looks again, when hearing ends and when it is back."""
        if listening != self.listening:
            self.listening = listening
            self.publish(RESYNC)

    def end(self) -> None:
        """Every stream ends by itself, and no other begins."""
        self.ending = True
        self.publish(END)
