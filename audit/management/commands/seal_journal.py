"""`manage.py seal_journal`: the sealer as a process; `--once` for one pass (tests, after a restore)."""

import logging
import signal
import threading
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connections

from audit import sealer

PASS_SECONDS = 0.2
ALARM_SECONDS = 60.0
ERROR_PAUSE_SECONDS = 5.0

logger = logging.getLogger("permanence.audit")


class Command(BaseCommand):
    help = "Chain the committed events of the journal, practice by practice, until stopped."
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="chain what is ready, then stop")
        parser.add_argument(
            "--after-restore",
            action="store_true",
            help="also chain the events of a former cluster, once, while nothing else writes",
        )

    def handle(self, *args: Any, once: bool, after_restore: bool, **options: Any) -> None:
        if once or after_restore:
            self.stdout.write(f"{sealer.seal_all(after_restore=after_restore)} events chained.")
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        run(stopping)


def run(stopping: threading.Event) -> None:
    """A pass every 0.2 s until `stopping` is set; a lost database is waited for, a late chain is told once a minute."""
    passes = 0
    while not stopping.is_set():
        try:
            sealer.seal_all()
            if passes % int(ALARM_SECONDS / PASS_SECONDS) == 0 and sealer.lag() > sealer.LATE:
                logger.warning("the journal is sealed late: look for a transaction left open")
        except Error:
            logger.exception("the journal cannot be sealed for now")
            connections[sealer.ALIAS].close()
            stopping.wait(ERROR_PAUSE_SECONDS)
        passes += 1
        stopping.wait(PASS_SECONDS)
    connections[sealer.ALIAS].close()
