"""The ARI websocket, watched: a second listener silently takes the application over and the first stays mute.

Nothing is replayed after a cut: `resync` shows what lives then, asked once the socket is open, so that what happens
meanwhile is heard too. A ping every few seconds tells a mute socket from a quiet evening.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from websockets.exceptions import ConnectionClosedOK, WebSocketException
from websockets.sync.client import ClientConnection, connect

from telephony_adapters import http
from telephony_adapters.asterisk import ari
from telephony_adapters.events import CallEvent, LiveLegs
from telephony_adapters.protocols import Account, RawMessage, Unreachable

PING_SECONDS = 5.0
# A socket that answers no ping will not say goodbye either: calls are missed while one waits for it.
CLOSE_SECONDS = 1.0
# How long a stop is waited for on a quiet evening.
LOOK_UP_SECONDS = 0.5
REPLACED = "ApplicationReplaced"


class AsteriskListener:
    """`options`: ari_url, application; `secrets`: username, password."""

    @contextmanager
    def listen(self, account: Account, stopping: threading.Event) -> Iterator[Iterator[RawMessage]]:
        """Until the socket ends, another listener takes the application, or `stopping`. Raises Unreachable."""
        try:
            with connect(
                _socket_url(account),
                open_timeout=10,
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
                close_timeout=CLOSE_SECONDS,
                # The exchange cuts a listener that does not keep up: what is not read yet waits on our side.
                max_queue=None,
            ) as socket:
                yield _messages(socket, stopping)
        except (OSError, WebSocketException) as problem:
            raise Unreachable(type(problem).__name__) from None

    def resync(self, account: Account) -> Iterator[RawMessage]:
        """Every live channel, as the message that would have shown it, then the list of them."""
        at = datetime.now(UTC)
        answer = http.call(
            "GET",
            f"{account.options['ari_url']}/channels",
            auth=(account.secrets["username"], account.secrets["password"]),
        )
        channels = http.json_of(answer)
        for channel in channels:
            yield RawMessage(json.dumps(ari.snapshot(channel, at)), at)
        yield RawMessage(json.dumps(ari.roll_call(channels, at)), at)

    def parse(self, message: RawMessage, account: Account) -> Sequence[CallEvent | LiveLegs]:
        return ari.parse(message.text, account)


def _messages(socket: ClientConnection, stopping: threading.Event) -> Iterator[RawMessage]:
    while not stopping.is_set():
        try:
            text = socket.recv(timeout=LOOK_UP_SECONDS)
        except TimeoutError:
            continue
        except ConnectionClosedOK:
            return
        written = text if isinstance(text, str) else text.decode("utf-8", "replace")
        yield RawMessage(written, datetime.now(UTC))
        if f'"{REPLACED}"' in written:
            raise Unreachable("application-replaced")


def _socket_url(account: Account) -> str:
    parts = urlsplit(account.options["ari_url"])
    query = urlencode(
        {
            "app": account.options["application"],
            "api_key": f"{account.secrets['username']}:{account.secrets['password']}",
            "subscribeAll": "true",
        }
    )
    scheme = {"http": "ws", "https": "wss"}[parts.scheme]
    return urlunsplit((scheme, parts.netloc, f"{parts.path}/events", query, ""))
