"""The demonstration's exchange: a call that is asked for happens, and is told in signed messages like any other."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from calls.folding import FoldedCall, Outcome, fold
from telephony_adapters.console.exchange import ConsoleControl, ConsoleWebhook
from telephony_adapters.events import CallEvent
from telephony_adapters.protocols import Account, BadSignature, RawRequest

AGENT, LINE = "1001", "+33199001122"


class Heard:
    """What was posted, until the last leg ended."""

    def __init__(self) -> None:
        self.requests: list[RawRequest] = []
        self.over = threading.Event()


@pytest.fixture
def heard() -> Iterator[tuple[Heard, Account]]:
    heard = Heard()

    class Ours(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard.requests.append(RawRequest("POST", self.path, headers, body, datetime.now(UTC)))
            self.send_response(204)
            self.end_headers()
            if sum(b'"ended"' in each.body for each in heard.requests) == 2:
                heard.over.set()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ours)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    options = {"public_url": f"http://127.0.0.1:{server.server_port}", "pace": "0.001"}
    yield heard, Account("console", "exchange", secrets={"secret": "of the demonstration"}, options=options)
    server.shutdown()
    server.server_close()
    thread.join()


def folded(heard: Heard, account: Account) -> FoldedCall:
    webhook = ConsoleWebhook()
    told = [fact for each in heard.requests for fact in webhook.parse(webhook.verify(each, account), account)]
    return fold(fact for fact in told if isinstance(fact, CallEvent))


@pytest.mark.parametrize(("number", "outcome"), [("+33639980002", Outcome.ANSWERED), ("+33639980001", Outcome.MISSED)])
def test_a_call_that_is_asked_for_happens_once_under_our_reference(
    heard: tuple[Heard, Account], number: str, outcome: Outcome
) -> None:
    said, account = heard
    control, asked = ConsoleControl(), {"agent": AGENT, "to_e164": number, "present_did": LINE, "request_id": "r-1"}
    first, second = (control.place_call(account, **asked) for _ in range(2))
    assert (first.call_id, first.already, second.already) == ("r-1", False, True)
    assert said.over.wait(10)
    call = folded(said, account)
    assert (call.outcome, call.remote_e164, call.did_e164, call.client_ref) == (outcome, number, LINE, "r-1")
    assert call.ended_at is not None and {each.url for each in said.requests} == {"/telephonie/console/exchange/"}


def test_hanging_up_ends_it_and_an_unknown_call_is_already_gone(heard: tuple[Heard, Account]) -> None:
    said, account = heard
    slow = Account("console", "exchange", secrets=account.secrets, options={**account.options, "pace": "60"})
    control = ConsoleControl()
    control.place_call(slow, agent=AGENT, to_e164="+33639980002", present_did=LINE, request_id="r-2")
    control.hang_up(slow, "r-2")
    control.hang_up(slow, "nobody")
    assert said.over.wait(10)
    assert folded(said, account).outcome is Outcome.AGENT_NO_ANSWER


def test_an_account_without_a_secret_hears_nothing() -> None:
    nothing = RawRequest("POST", "/", {}, b"{}", datetime.now(UTC))
    with pytest.raises(BadSignature):
        ConsoleWebhook().verify(nothing, Account("console", "printed"))
