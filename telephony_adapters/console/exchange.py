"""The demonstration's own exchange: recordings ring on it, and a call that is asked for happens, with nobody on it.

What happens is told the way an exchange tells it: signed messages to our own address, at the pace of a call. A number
that ends with an odd digit is picked up by nobody.
"""

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from telephony_adapters.asterisk import ari
from telephony_adapters.events import CallEvent, LiveLegs, SmsEvent
from telephony_adapters.generic.signature import SIGNATURE, TIMESTAMP, signature_of
from telephony_adapters.generic.webhook import GenericWebhook
from telephony_adapters.protocols import Account, BadSignature, CallRef, RawMessage, RawRequest, Unreachable, Verified

PROVIDER = "console"
# Seconds from the request: what each leg does. The agent first, then the other party.
RINGS_AGENT, AGENT_ANSWERS, RINGS_REMOTE, REMOTE_ANSWERS, TALKED = 0.5, 3.0, 3.5, 7.0, 45.0

logger = logging.getLogger("permanence.telephony")


class ConsoleWebhook(GenericWebhook):
    """The same signed messages; an account without a secret hears nothing."""

    def verify(self, request: RawRequest, account: Account) -> Verified:
        if not account.secrets.get("secret"):
            raise BadSignature
        return super().verify(request, account)

    def parse(self, verified: Verified, account: Account) -> Sequence[CallEvent | SmsEvent]:
        return [replace(fact, provider=PROVIDER) for fact in super().parse(verified, account)]


class ConsoleListener:
    """Recordings of a laboratory exchange are played into it; nothing is to be listened to."""

    def listen(self, account: Account, stopping: threading.Event) -> AbstractContextManager[Iterator[RawMessage]]:
        raise Unreachable("console")

    def resync(self, account: Account) -> Iterator[RawMessage]:
        raise Unreachable("console")

    def parse(self, message: RawMessage, account: Account) -> Sequence[CallEvent | LiveLegs]:
        return ari.parse(message.text, account)


class ConsoleControl:
    """`options`: public_url, where the facts are told; pace (1 is a call's own); `secrets`: secret."""

    def __init__(self) -> None:
        self._lines: dict[str, threading.Event] = {}

    def place_call(self, account: Account, *, agent: str, to_e164: str, present_did: str, request_id: str) -> CallRef:
        if request_id in self._lines:
            return CallRef(request_id, already=True)
        hung_up = self._lines[request_id] = threading.Event()
        call = _Call(account, agent, to_e164, present_did, request_id, hung_up)
        threading.Thread(target=call.happen, name=f"console call {request_id}", daemon=True).start()
        return CallRef(request_id)

    def hang_up(self, account: Account, call_id: str) -> None:
        line = self._lines.get(call_id)
        if line is not None:
            line.set()


class _Call:
    def __init__(
        self, account: Account, agent: str, to: str, did: str, request_id: str, hung_up: threading.Event
    ) -> None:
        self.account, self.agent, self.to, self.did, self.id, self.hung_up = (
            account,
            agent,
            to,
            did,
            request_id,
            hung_up,
        )
        self.pace = float(account.options.get("pace", "1"))
        self.began = time.monotonic()

    def happen(self) -> None:
        own, remote = {"leg_id": self.id, "agent": self.agent}, {"leg_id": f"{self.id}-2", "remote": self.to}
        picks_up = int(self.to[-1]) % 2 == 0
        steps: list[tuple[float, dict[str, Any]]] = [
            (RINGS_AGENT, {"kind": "agent_ringing", **own}),
            (AGENT_ANSWERS, {"kind": "answered", "answered_by": "human", **own}),
            (RINGS_REMOTE, {"kind": "ringing", **remote}),
            *([(REMOTE_ANSWERS, {"kind": "answered", "answered_by": "human", **remote})] if picks_up else []),
        ]
        for at, said in steps:
            if self._until(at):
                break
            self._tell(said)
        self._until(TALKED if picks_up else 2 * REMOTE_ANSWERS)
        for leg in (remote, own):
            self._tell({"kind": "ended", "cause": "normal", **leg})

    def _until(self, at: float) -> bool:
        """Whether somebody hung up before."""
        return self.hung_up.wait(max(0.0, self.began + at * self.pace - time.monotonic()))

    def _tell(self, said: dict[str, Any]) -> None:
        usual = {"call_id": self.id, "direction": "outbound", "line": self.did, "client_ref": self.id}
        now = datetime.now(UTC)
        body = json.dumps({**usual, **said, "occurred_at": now.isoformat()}).encode()
        stamp = str(int(now.timestamp()))
        request = urllib.request.Request(  # noqa: S310 - our own address, from the settings
            f"{self.account.options['public_url'].rstrip('/')}/telephonie/{PROVIDER}/{self.account.name}/",
            data=body,
            headers={
                TIMESTAMP: stamp,
                SIGNATURE: signature_of(self.account.secrets["secret"], stamp, body),
                "Content-Type": "application/json",
            },
        )
        try:
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
        except (OSError, urllib.error.URLError) as problem:
            logger.warning("a fact of a demonstration call was not heard: %s", type(problem).__name__)
