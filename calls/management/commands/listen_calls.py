"""`listen_calls --account NAME`: hold a vendor's socket, keep what it says, and catch up after a cut.

One process an account, by a lock of the database: two listeners on one application of the exchange silence one another.
"""

import logging
import signal
import threading
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from calls.services import receive
from telephony_adapters.protocols import Account, Listener, Unreachable
from telephony_adapters.registry import VENDORS

PAUSE_SECONDS = 2.0

logger = logging.getLogger("permanence.calls")


class Command(BaseCommand):
    help = "Listen to the telephone exchange of one account, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", required=True)

    def handle(self, *, account: str, **options: Any) -> None:
        found = settings.TELEPHONY_ACCOUNTS.get(account)
        listener = VENDORS[found.provider].listener if found and found.provider in VENDORS else None
        if found is None or listener is None:
            raise CommandError(f"{account} is no account of an exchange that is listened to (TELEPHONY_FILE).")
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"listen {account}"])
            if not cursor.fetchone()[0]:
                raise CommandError(f"{account} is being listened to already.")
        run(found, listener, stopping)


def run(account: Account, listener: Listener, stopping: threading.Event) -> None:
    """Until `stopping` is set. What lives is asked for before each listening: nothing is replayed after a cut."""
    while not stopping.is_set():
        try:
            for message in listener.resync(account, datetime.now(UTC)):
                receive(account, message)
            for message in listener.listen(account):
                if listener.parse(message, account):
                    receive(account, message)
                if stopping.is_set():
                    break
        except Unreachable as cut:
            logger.warning("account %s cannot be listened to (%s): trying again", account.name, cut)
            stopping.wait(PAUSE_SECONDS)
