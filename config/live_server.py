"""`python -m config.live_server`: serves the live stream; with `--pages` everything else too, from the same address.

Production: behind a front server that sends it `/live/` alone. `--pages` is for the demonstration, which has no front
server: pages and API go through a2wsgi to the same WSGI application on a few threads.
"""

import argparse
import signal
import socket
import sys
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware

from config.access_log import without_typed_values
from web.live.stream import PATH, LiveStream, Receive, Send

PAGE_THREADS = 4
PATIENCE_SECONDS = 3


class OneOrigin:
    """The stream and the WSGI application `pages` as one, a line a request in the terminal: method, path, status."""

    def __init__(self, live: LiveStream, pages: Any) -> None:
        self.live = live
        self.pages: Any = WSGIMiddleware(pages, workers=PAGE_THREADS)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.live(scope, receive, send)
        wanted = self.live if scope["path"] == PATH else self.pages
        await wanted(scope, receive, told(scope, send))


def told(scope: dict[str, Any], send: Send) -> Send:
    """`send` that says each answer as it begins, without what a caller typed into the address."""

    async def telling(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            print(scope["method"], without_typed_values(scope["path"]), message["status"], flush=True)
        await send(message)

    return telling


class Server(uvicorn.Server):
    """A stop ends the streams first: nobody waits for a browser to hang up.

    Nothing of an address or of a client is logged or believed by the server itself.
    """

    def __init__(self, app: Any, live: LiveStream, host: str, port: int) -> None:
        self.live = live
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http="h11",
                ws="none",
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=PATIENCE_SECONDS,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.live.aclose()
        await super().shutdown(sockets)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="live_server", description=__doc__)
    arguments.add_argument("--bind", default="127.0.0.1:8001", metavar="HOST:PORT")
    arguments.add_argument("--pages", action="store_true", help="serve pages and API too (demonstration)")
    given = arguments.parse_args()
    host, _, port = given.bind.rpartition(":")
    # Refuses to start with settings that production must not have.
    from config.asgi import application
    from config.wsgi import application as pages

    # uvicorn ends well, then raises the signal again: a normal exit, in which keys leave memory (crypto.apps).
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = OneOrigin(application, pages) if given.pages else application
    Server(app, application, host, int(port)).run()


if __name__ == "__main__":
    main()
