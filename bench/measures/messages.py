"""Messages out: how many of them one sender carries in a second, from a due row to the vendor's answer written.

The vendor answers at once on loopback: what is measured is the product's share. The floor is the same request alone.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time as wall_clock
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.conf import settings
from django.db import transaction

from bench.report import Row, at_least, shown
from bench.world import World
from booking.models import Appointment
from core import clock
from core.scoping import acting_as, system_actor
from notifications.models import Delivery, ReminderPlan
from notifications.services import send_due
from telephony_adapters.generic.sender import GenericSender
from telephony_adapters.protocols import Account

MESSAGES = 400
REACH_PER_SECOND = 20.0
MIDNIGHT = wall_clock(0)


def measure(world: World) -> Row:
    """One sender, one practice, messages that are all due; taken out again afterwards."""
    practice_id = world.served[0].id
    with _gateway() as account:
        before = settings.TELEPHONY_ACCOUNTS, settings.MESSAGE_CHANNELS
        settings.TELEPHONY_ACCOUNTS, settings.MESSAGE_CHANNELS = {account.name: account}, frozenset({"sms"})
        try:
            alone = _rate(lambda: _request(account))
            sent, seconds = _send(practice_id)
        finally:
            settings.TELEPHONY_ACCOUNTS, settings.MESSAGE_CHANNELS = before
    return at_least(
        "a message out, one sender",
        sent / seconds,
        REACH_PER_SECOND,
        unit="/s",
        floor=f"{shown(alone)}/s (the request alone)",
        reach=f"≥ {REACH_PER_SECOND:.0f}/s",
        sent=sent,
    )


def _send(practice_id: Any) -> tuple[int, float]:
    now = clock.now()
    actor = system_actor(practice_id)
    with acting_as(actor), transaction.atomic():
        visits = Appointment.objects.filter(practice_id=practice_id, status="booked", starts_at__gt=now)
        rows = [
            Delivery(
                practice_id=practice_id, appointment=visit, kind="booked", channel="sms", version=visit.version,
                resend=1, state="queued", due_at=now, created_at=now, state_at=now,
            )
            for visit in visits.filter(patient__phones__e164__regex=r"^\+33[67]").distinct()[:MESSAGES]
        ]  # fmt: skip
        Delivery.objects.bulk_create(rows)
        # Measured at any hour.
        plan = ReminderPlan.objects.create(
            practice_id=practice_id, quiet_from=MIDNIGHT, quiet_until=MIDNIGHT, updated_at=now
        )
    began = time.monotonic()
    while send_due():
        pass
    seconds = time.monotonic() - began
    with acting_as(actor), transaction.atomic():
        mine = Delivery.objects.filter(practice_id=practice_id, id__in=[row.id for row in rows])
        sent = mine.filter(state="accepted").count()
        mine.delete()
        plan.delete()
    return sent, seconds


def _rate(call: Any, seconds: float = 1.0) -> float:
    began, count = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        call()
        count += 1
    return count / (time.monotonic() - began)


def _request(account: Account) -> None:
    GenericSender().send_sms(account, to_e164="+33639980001", text="Rendez-vous", sender="Bench", request_id="bench")


@contextmanager
def _gateway() -> Iterator[Account]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield Account("generic", "bench", {"secret": "b" * 32}, {"send_url": url, "sms_sender": "Bench"})
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.send_header("Content-Length", "20")
        self.end_headers()
        self.wfile.write(b'{"message_id": "m1"}')

    def log_message(self, *args: Any) -> None:
        """Silent."""
