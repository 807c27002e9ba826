"""The process that streams, on this test's database: the real server on a thread, and browsers that only listen."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from accounts.models import User
from config.live_server import OneOrigin, Server
from tests.factories.accounts import signed_in
from web.live.stream import LiveStream

PATIENCE = 10.0


@dataclass(frozen=True)
class Serving:
    port: int
    live: LiveStream
    server: Server
    streams: list["Stream"] = field(default_factory=list)

    def listen(self, session: str) -> "Stream":
        """One more browser that only listens; closed with the server."""
        self.streams.append(Stream(self.port, session))
        return self.streams[-1]


@contextmanager
def serving(pages: Any = None) -> Iterator[Serving]:
    """Stream and pages on one address, as `make run` serves them; no connection of a page outlives its request."""
    place = settings.DATABASES["default"]
    kept, place["CONN_MAX_AGE"] = place["CONN_MAX_AGE"], 0
    pages = pages or WSGIHandler()
    live = LiveStream(pages)
    server = Server(OneOrigin(live, pages), live, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _wait_for(server, thread)
    running = Serving(server.servers[0].sockets[0].getsockname()[1], live, server)
    try:
        yield running
    finally:
        for stream in running.streams:
            stream.close()
        server.should_exit = True
        thread.join(PATIENCE)
        place["CONN_MAX_AGE"] = kept
    assert not thread.is_alive()


def session_of(user: User) -> str:
    """The cookie of a browser in which this person is signed in."""
    value: str = signed_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
    return value


@dataclass
class Stream:
    """One open stream; `until(text)` reads on until a line is that text, and gives the lines read."""

    port: int
    session: str

    def __post_init__(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        head = f"GET /live/ HTTP/1.1\r\nHost: localhost\r\nCookie: {settings.SESSION_COOKIE_NAME}={self.session}\r\n"
        self._socket.sendall(f"{head}\r\n".encode())
        self._text = self._socket.makefile("r", encoding="utf-8", newline="\n")

    def until(self, wanted: str) -> list[str]:
        read: list[str] = []
        while True:
            line = self._text.readline()
            assert line, f"the stream ended before {wanted!r}: {read}"
            read.append(line.strip())
            if line.strip().startswith(wanted):
                return read

    def rest(self) -> list[str]:
        """Everything until the server ends the answer."""
        read: list[str] = []
        while (line := self._text.readline()) and line.strip() != "0":
            read.append(line.strip())
        return read

    def calls(self, count: int) -> list[tuple[str, int]]:
        """Session and version of the next events."""
        told = []
        for _ in range(count):
            self.until("event: call")
            *_, data = self.until("data: ")
            _, session, version = data.removeprefix("data: ").split()
            told.append((session, int(version)))
        return told

    def close(self) -> None:
        self._text.close()
        self._socket.close()


def _wait_for(server: Server, thread: threading.Thread) -> None:
    tick = threading.Event()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        tick.wait(0.02)
