"""A thin exchange: Asterisk's ARI websocket and the REST paths that the adapter uses, on one loopback port.

Each connection to the websocket plays the next scene: the messages it sends, and how it goes on afterwards. What it
answers to requests follows what was measured on a real one: 409 for a channel id in use, 404 for a channel that is
gone, 401 without the account's words, nothing replayed.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.protocol import Protocol, Side

from telephony_adapters.protocols import Account

USER, PASSWORD = "cti", "lab-password"  # fictitious
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class After(Enum):
    """What the socket does once its messages are sent."""

    CLOSE = "close"  # ends politely
    DROP = "drop"  # the line is cut
    MUTE = "mute"  # stays open, reads nothing, answers no ping
    STAY = "stay"  # stays open, answers pings


@dataclass
class Scene:
    messages: Sequence[str] = ()
    after: After = After.CLOSE
    # Run by the server's thread once the messages were sent.
    then: Callable[[], None] = lambda: None
    # Said while the live channels are asked for, before they are answered.
    meanwhile: Sequence[str] = ()


@dataclass
class Exchange:
    """What the server knows and was asked; `channels` are alive now."""

    scenes: list[Scene] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(default_factory=list)
    dialled: list[dict[str, str]] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    connections: list[dict[str, str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    # What to say on the open socket when the live channels are asked for.
    on_asked: Callable[[], None] = lambda: None
    port: int = 0

    @property
    def account(self) -> Account:
        return Account(
            "asterisk",
            "lab",
            secrets={"username": USER, "password": PASSWORD},
            options={
                "ari_url": f"http://127.0.0.1:{self.port}/ari",
                "application": "permanence",
                "context": "from-internal",
            },
        )


@contextmanager
def exchange(*scenes: Scene, channels: Iterable[dict[str, Any]] = ()) -> Iterator[Exchange]:
    """Started, and stopped with everything it holds."""
    found = Exchange(list(scenes), list(channels))

    class Handler(_Handler):
        exchange = found

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    exchange: Exchange
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/ari/events":
            self._play({name: values[0] for name, values in parse_qs(address.query).items()})
        elif self._may():
            self.exchange.on_asked()
            self._answer(200, self.exchange.channels)

    def do_POST(self) -> None:
        if not self._may():
            return
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if any(channel["id"] == asked["channelId"] for channel in self.exchange.channels):
            self._answer(409, {"message": "Channel with given unique ID already exists"})
            return
        self.exchange.dialled.append(asked)
        channel = {"id": asked["channelId"], "name": f"{asked['endpoint']}-0000003b", "state": "Down"}
        self.exchange.channels.append(channel)
        self._answer(200, channel)

    def do_DELETE(self) -> None:
        if not self._may():
            return
        gone = self.path.rpartition("/")[2]
        left = [channel for channel in self.exchange.channels if channel["id"] != gone]
        known, self.exchange.channels = len(left) < len(self.exchange.channels), left
        self.exchange.hung_up.append(gone)
        self._answer(*((204, None) if known else (404, {"message": "Channel not found"})))

    def log_message(self, *args: object) -> None:
        """Say nothing: the addresses carry the account's words."""

    def _may(self) -> bool:
        expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            self._answer(401, {"message": "Authentication required"})
            return False
        return True

    def _answer(self, status: int, content: Any) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _play(self, query: dict[str, str]) -> None:
        self.close_connection = True
        if query.get("api_key") != f"{USER}:{PASSWORD}" or not self.exchange.scenes:
            self._answer(401 if self.exchange.scenes else 503, {})
            return
        scene = self.exchange.scenes.pop(0)
        self.exchange.connections.append(query)
        self._shake_hands()
        socket = Protocol(Side.SERVER)
        asked = threading.Event()
        self.exchange.on_asked = asked.set
        for message in scene.messages:
            socket.send_text(message.encode())
        self._send(socket)
        if scene.meanwhile and asked.wait(5):
            for message in scene.meanwhile:
                socket.send_text(message.encode())
            self._send(socket)
        scene.then()
        self._go_on(socket, scene.after)

    def _shake_hands(self) -> None:
        key = self.headers["Sec-WebSocket-Key"] + _GUID
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.wfile.flush()

    def _go_on(self, socket: Protocol, after: After) -> None:
        if after is After.DROP:
            self.connection.close()
        elif after is After.MUTE:
            self.exchange.ended.wait(30)
        else:
            if after is After.CLOSE:
                socket.send_close(1000)
                self._send(socket)
            self._read_until_the_end(socket)

    def _read_until_the_end(self, socket: Protocol) -> None:
        """Answers pings, as the protocol asks; ends with the other side, or with the test."""
        self.connection.settimeout(0.1)
        while not self.exchange.ended.is_set():
            try:
                data = self.connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            socket.receive_data(data)
            self._send(socket)
            if socket.close_expected():
                return

    def _send(self, socket: Protocol) -> None:
        for data in socket.data_to_send():
            if data:
                self.wfile.write(data)
        self.wfile.flush()
