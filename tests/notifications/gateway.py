"""A gateway of short messages on loopback: counts what it was handed under each reference, and may misbehave."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from telephony_adapters.protocols import Account

SECRET = "s" * 40
PATH_SECRET = "0123456789abcdef" * 2


@dataclass
class Gateway:
    """`losing`: takes the message and hangs up without a word. `refusing`: answers 422."""

    port: int = 0
    texts: list[dict[str, str]] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    losing: bool = False
    refusing: bool = False
    lose_next: int = 0
    # When each reference was first heard of, and who is told while the sender waits for its answer.
    heard: dict[str, float] = field(default_factory=dict)
    listener: Callable[[int], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def generic(self, name: str = "gate") -> Account:
        """Known by our reference: the same one again is the same message."""
        return Account("generic", name, {"secret": SECRET}, {"send_url": f"{self.url}/generic", "public_url": self.url})

    def kannel(self, name: str = "gate", **options: str) -> Account:
        """Knows nothing of references: what is handed over twice is sent twice."""
        secrets = {"username": "u", "password": "p", "path_secret": PATH_SECRET}
        return Account("kannel", name, secrets, {"send_url": f"{self.url}/kannel", "public_url": self.url, **options})

    def twilio(self, name: str = "gate") -> Account:
        options = {"account_sid": "AC1", "api_url": f"{self.url}/twilio", "public_url": self.url}
        return Account("twilio", name, {"auth_token": "t"}, options)

    def take(self, reference: str, message: dict[str, str], *, once: bool) -> bool:
        """Whether an answer is given."""
        with self.lock:
            self.heard.setdefault(reference, time.monotonic())
            if not (once and self.taken[reference]):
                self.taken[reference] += 1
                self.texts.append(message)
                self.states[reference] = "accepted"
            lost = self.losing or self.lose_next > 0
            self.lose_next = max(0, self.lose_next - 1)
            count = sum(self.taken.values())
        if self.listener is not None:
            self.listener(count)
        return not lost


@contextmanager
def serving(gateway: Gateway | None = None) -> Iterator[Gateway]:
    """The gateway answers until the end of the block."""
    gateway = gateway or Gateway()

    class Handler(_Handler):
        gate = gateway

    server = ThreadingHTTPServer(("127.0.0.1", gateway.port), Handler)
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    gate: Gateway

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/kannel":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            reference = parse_qs(urlsplit(asked["dlr-url"]).query)["ref"][0]
            self._take(reference, asked, 202, b"0: Accepted for delivery", once=False)
            return
        state = self.gate.states.get(parts.path.rpartition("/")[2])
        self._answer(200 if state else 404, json.dumps({"sms_kind": state}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/twilio"):
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            reference = parse_qs(urlsplit(form["StatusCallback"]).query)["ref"][0]
            message = {"to": form["To"], "from": form["From"], "text": form["Body"]}
            self._take(reference, message, 201, b'{"sid": "SM1"}', once=False)
            return
        told = json.loads(body)
        self._take(told["reference"], told, 202, b'{"message_id": "m-1"}', once=True)

    def _take(self, reference: str, message: dict[str, str], status: int, answer: bytes, *, once: bool) -> None:
        if self.gate.refusing:
            self._answer(422, b"{}")
        elif self.gate.take(reference, message, once=once):
            self._answer(status, answer)
        else:
            self.close_connection = True

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # Whoever asked may be dead: that is what some tests are about.
        with suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Silent: it holds numbers."""
