"""The ASGI application of `/live/`: one stream a browser, which holds a mailbox and a socket, never a connection."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from web.live.events import HEARTBEAT, Hint, call_event, resync_event
from web.live.gate import Answer, Gate, Scope
from web.live.herald import Herald
from web.live.hub import END, End, Hub, Mailbox, Told
from web.live.listener import listen

PATH = "/live/"
HEARTBEAT_SECONDS = 15.0
# How long a stream outlives at most the session or the right that opened it.
ASK_AGAIN_SECONDS = 60.0

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# The length of what is not over yet is not known.
NOT_SENT = {b"content-length"}


class LiveStream:
    """`hub` is this process's; its listener starts with the first stream, `aclose` ends them all."""

    def __init__(self, pages: Any) -> None:
        self.hub, self.gate = Hub(), Gate(pages)
        self.herald = Herald(self.hub, self.gate)
        self._listener: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await self._stream(scope, receive, send)
        elif scope["type"] == "http":
            # The front server should have sent it to the web workers.
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    async def aclose(self) -> None:
        """Every stream ends by itself, and the connection that hears is given back. Once or twice is the same."""
        self.hub.end()
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._listener is None:
            self._listener = asyncio.create_task(listen(self.herald))
        # Before the pages say what rings now: what changes meanwhile is kept.
        with self.hub.subscribe() as mailbox:
            answer = await self.gate.ask(scope)
            await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
            if answer.practices is None or self.hub.ending:
                await send({"type": "http.response.body", "body": answer.body})
                return
            mailbox.practices = answer.practices
            self.herald.streams[mailbox] = scope
            try:
                await self._flow(answer.body, mailbox, scope, receive, send)
            finally:
                del self.herald.streams[mailbox]

    async def _flow(self, opening: bytes, mailbox: Mailbox, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_end_when_gone(receive, mailbox))
        ask_at = _next_question()
        try:
            chunk = opening + resync_event(listening=self.hub.listening)
            while chunk:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk = self._words(await mailbox.take(HEARTBEAT_SECONDS))
                if chunk and time.monotonic() > ask_at:
                    answer, ask_at = await self.gate.ask(scope), _next_question()
                    if answer.practices is None:
                        break
                    mailbox.practices = answer.practices
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()

    def _words(self, told: Told | None) -> bytes:
        """Empty at the end."""
        if told is None:
            return HEARTBEAT
        if isinstance(told, Hint):
            return call_event(told)
        return b"" if isinstance(told, End) else resync_event(listening=self.hub.listening)


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in answer.headers if answer.practices is None or name not in NOT_SENT]


async def _end_when_gone(receive: Receive, mailbox: Mailbox) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    mailbox.put(END)


def _next_question() -> float:
    """Not all at the same moment after a restart."""
    return time.monotonic() + ASK_AGAIN_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311
