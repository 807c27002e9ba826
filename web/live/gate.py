"""Who may open a stream: the pages' own application is asked, so that no rule of theirs is said twice.

Sign-in, second factor, charter, hosts, headers and refusals are those of every page. Asking takes a thread of a small
pool and its connection, and gives both back before the stream begins; asked again from time to time, it says whether
the stream may go on.
"""

import asyncio
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

from a2wsgi.wsgi import build_environ

# Where the view of web.live.views says for which practices the stream may speak.
ADMITTED = "permanence.live.practices"
ASKING_AT_ONCE = 4

Scope = dict[str, Any]


@dataclass(slots=True)
class Answer:
    """What the pages answered; `practices` is None when they refused."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    practices: frozenset[UUID] | None = None


class Gate:
    """`await gate.ask(scope)`: the answer of the WSGI application `pages` to this request."""

    def __init__(self, pages: Any) -> None:
        self.pages = pages
        self._threads = ThreadPoolExecutor(ASKING_AT_ONCE, thread_name_prefix="live-gate")

    async def ask(self, scope: Scope) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._asked, scope)

    def _asked(self, scope: Scope) -> Answer:
        environ: dict[str, Any] = {**build_environ(scope, BytesIO())}  # type: ignore[arg-type]
        environ["wsgi.errors"] = sys.stderr
        answer = Answer()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            answer.status = int(status.split(" ", 1)[0])
            answer.headers = [
                (name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers
            ]

        said: Iterable[bytes] = self.pages(environ, start)
        try:
            answer.body = b"".join(said)
        finally:
            getattr(said, "close", lambda: None)()
        answer.practices = environ.get(ADMITTED)
        return answer
