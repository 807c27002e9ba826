"""The ARI websocket, watched: a second listener silently takes the application over and the first stays mute.

Nothing is replayed after a cut: `resync` shows what lives then. A ping every few seconds tells a mute socket from
a quiet evening.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from telephony_adapters import http
from telephony_adapters.asterisk import ari
from telephony_adapters.events import CallEvent
from telephony_adapters.protocols import Account, RawMessage, Unreachable

PING_SECONDS = 5.0
REPLACED = "ApplicationReplaced"


class AsteriskListener:
    """`options`: ari_url, application; `secrets`: username, password."""

    def listen(self, account: Account) -> Iterator[RawMessage]:
        """Until the socket ends or another listener takes the application. Raises Unreachable."""
        try:
            with connect(
                _socket_url(account), open_timeout=10, ping_interval=PING_SECONDS, ping_timeout=PING_SECONDS
            ) as socket:
                for text in socket:
                    written = text if isinstance(text, str) else text.decode("utf-8", "replace")
                    yield RawMessage(written, datetime.now(UTC))
                    if f'"{REPLACED}"' in written:
                        raise Unreachable("application-replaced")
        except (OSError, WebSocketException) as problem:
            raise Unreachable(type(problem).__name__) from None

    def resync(self, account: Account, since: datetime) -> Iterator[RawMessage]:
        """Every live channel, as the message that would have shown it."""
        answer = http.call(
            "GET",
            f"{account.options['ari_url']}/channels",
            auth=(account.secrets["username"], account.secrets["password"]),
        )
        at = datetime.now(UTC)
        for channel in http.json_of(answer):
            yield RawMessage(json.dumps(ari.snapshot(channel, at)), at)

    def parse(self, message: RawMessage, account: Account) -> Sequence[CallEvent]:
        return ari.parse(message.text, account)


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
