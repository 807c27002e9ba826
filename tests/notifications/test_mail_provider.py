"""E-mails through a provider's interface: what it answers is one of three words, and nobody is followed."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as product

from notifications.judging import Leaves
from notifications.kinds import Medium
from notifications.vendors import hand_over
from notifications.wording import Letter
from telephony_adapters.protocols import Refused, Unreachable

TO, LETTER = Leaves(Medium.EMAIL, "barnabe@exemple.fr"), Letter("Rendez-vous confirmé", "Bonjour.\n")
TAKEN = {"emails": [{"id": "1", "message_id": "m-1", "mail_rcpt": "barnabe@exemple.fr", "status": "new"}]}


@pytest.fixture
def provider(settings: Any) -> Iterator[dict[str, Any]]:
    """What it answers next (`status`; 0 hangs up), and what it was asked."""
    found: dict[str, Any] = {"status": 200, "asked": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found["asked"].append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if not found["status"]:
                self.close_connection = True
                return
            self.send_response(found["status"])
            self.end_headers()
            self.wfile.write(json.dumps(TAKEN).encode())

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "anymail.backends.scaleway.EmailBackend"
    keys = {"SCALEWAY_SECRET_KEY": "s", "SCALEWAY_PROJECT_ID": "p"}
    settings.ANYMAIL = {
        **product.ANYMAIL, **keys, "SCALEWAY_API_URL": f"http://127.0.0.1:{server.server_address[1]}/"
    }  # fmt: skip
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_letter_that_the_provider_takes_is_handed_over_under_our_reference(provider: dict[str, Any]) -> None:
    reference = uuid4()
    hand_over(TO, LETTER, reference)
    (asked,) = provider["asked"]
    assert reference.hex in str(asked) and LETTER.subject in str(asked)
    assert product.ANYMAIL["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}
    assert product.ANYMAIL["REQUESTS_TIMEOUT"] == product.EMAIL_TIMEOUT


@pytest.mark.parametrize(("status", "word"), [(422, Refused), (500, Unreachable), (429, Unreachable), (0, Unreachable)])
def test_what_a_provider_answers_is_refused_or_unknown_and_never_said_twice(
    provider: dict[str, Any], status: int, word: type[Exception]
) -> None:
    provider["status"] = status
    with pytest.raises(word) as said:
        hand_over(TO, LETTER, uuid4())
    assert type(said.value) is word and "barnabe" not in str(said.value)
    assert len(provider["asked"]) == 1
