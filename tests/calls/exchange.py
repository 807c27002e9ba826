"""A small exchange that is asked to call: the two paths of the real one, on this machine."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.calls.lines import exchange, with_accounts


@dataclass
class Exchange:
    """`asked`: the parameters of each request to dial. `status`: what it answers; `seen`: asked at each request."""

    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    seen: Callable[[], None] = lambda: None
    # Each request as it came: method and path, and its form.
    paths: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def an_exchange() -> Iterator[Exchange]:
    """Listens on a free port; the demonstration's account `exchange` dials there meanwhile."""
    told = Exchange()

    class Channels(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            told.paths.append(f"{self.command} {urlsplit(self.path).path}")
            told.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            told.asked.append({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})
            told.seen()
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Channels)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    account = exchange()
    url = f"http://127.0.0.1:{server.server_port}/ari"
    told.url = url
    try:
        here = replace(account, provider="asterisk", options={**account.options, "ari_url": url})
        with with_accounts(exchange=here):
            yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
