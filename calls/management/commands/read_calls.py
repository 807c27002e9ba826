"""`read_calls`: the process that reads what vendors said, woken by the database; `--once` for one pass."""

import logging
import signal
import threading
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from calls.hearing import READS
from calls.services import read_due
from core.named_locks import SHARE

# What a lost notification costs at most.
LONGEST_PAUSE_SECONDS = 2.0
ERROR_PAUSE_SECONDS = 5.0

logger = logging.getLogger("permanence.calls")


class Command(BaseCommand):
    help = "Read the messages of telephone vendors and fold their calls, until stopped."
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="read what is there, then stop")

    def handle(self, *, once: bool, **options: Any) -> None:
        if once:
            self.stdout.write(f"{read_due(10_000)} messages read.")
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        run(stopping)


def run(stopping: threading.Event) -> None:
    """Until `stopping` is set; a lost database is waited for."""
    while not stopping.is_set():
        try:
            with connection.cursor() as cursor:
                cursor.execute(SHARE, [READS])
                cursor.execute("LISTEN calls_inbox")
            while not stopping.is_set():
                if not read_due():
                    _wait()
        except DatabaseError as problem:
            # Its kind only: the text of an error may repeat what it was given.
            logger.error("calls cannot be read for now: %s", type(problem).__name__)
            connection.close()
            stopping.wait(ERROR_PAUSE_SECONDS)
    connection.close()


def _wait() -> None:
    """Until the next notification, or a short pause: the table is the truth."""
    connection.ensure_connection()
    for _ in connection.connection.notifies(timeout=LONGEST_PAUSE_SECONDS, stop_after=1):
        pass
