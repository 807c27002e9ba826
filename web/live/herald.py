"""The first words of a call that begins to ring, asked of the pages once and told to all desks with the news.

Fifty desks that ask for fifty banners wait for one another. What stands at the top of each is the same: the practice,
its line, its greeting, the button that takes the call. Who calls and what concerns a patient is not among it: that is
each person's own question, which their page asks at once, and which is journalled.
"""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.urls import reverse

from web.live.events import Hint
from web.live.gate import Gate, Scope
from web.live.hub import Hub, Mailbox

# Later than that the news goes alone.
PATIENCE_SECONDS = 0.3
REMEMBERED = 500


class Herald:
    """Stands before the hub: `publish` and `hears` are its own. `streams`: the request behind each open stream."""

    def __init__(self, hub: Hub, gate: Gate) -> None:
        self.hub, self.gate = hub, gate
        self.streams: dict[Mailbox, Scope] = {}
        # Calls whose first words were asked for; of those that wait for them, the latest news.
        self._known: OrderedDict[UUID, None] = OrderedDict()
        self._waiting: dict[UUID, Hint] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def hears(self, listening: bool) -> None:
        self.hub.hears(listening)

    def publish(self, hint: Hint) -> None:
        """News of a call that is known goes on at once, in its order; that of a new one takes its first words along."""
        if hint.session_id in self._waiting:
            self._waiting[hint.session_id] = hint
            return
        asker = None if hint.session_id in self._known else self._asker(hint.practice_id)
        self._known[hint.session_id] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if asker is None:
            self.hub.publish(hint)
            return
        self._waiting[hint.session_id] = hint
        task = asyncio.create_task(self._tell(hint, asker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _asker(self, practice_id: UUID) -> Scope | None:
        """The request of somebody who listens for that practice: asked in their name, with their rights of now."""
        streams = self.streams.items()
        return next((scope for box, scope in streams if box.practices and practice_id in box.practices), None)

    async def _tell(self, hint: Hint, asker: Scope) -> None:
        path = reverse("live:ringing")
        query = f"appel={hint.practice_id}.{hint.session_id}".encode()
        asked = {**asker, "path": path, "raw_path": path.encode(), "query_string": query}
        banner = ""
        try:
            with suppress(TimeoutError):
                answer = await asyncio.wait_for(self.gate.ask(asked), PATIENCE_SECONDS)
                banner = answer.body.decode() if answer.status == HTTPStatus.OK else ""
        finally:
            self.hub.publish(replace(self._waiting.pop(hint.session_id), banner=banner))
