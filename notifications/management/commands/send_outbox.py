"""`manage.py send_outbox`: say what is due; `--loop` goes on until stopped."""

import logging
import signal
import threading
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from notifications import sender

PASS_SECONDS = 1.0
ERROR_PAUSE_SECONDS = 5.0

logger = logging.getLogger("permanence.notifications")


class Command(BaseCommand):
    help = "Plan and send the messages that are due, and settle those that were interrupted."
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        stopping = threading.Event()
        channel = sender.sender()
        if loop:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopping.set())
        if channel is None:
            self.stdout.write("MESSAGE_CHANNELS is empty: nothing is sent, the outbox keeps its rows.")
            if loop:
                # The supervisor keeps its programs alive: wait to be stopped instead of being started again and again.
                stopping.wait()
        elif loop:
            run(channel, stopping)
        else:
            while sender.one_pass(channel):
                pass


def run(channel: sender.Sender, stopping: threading.Event) -> None:
    """Empty the outbox, look again a second later, until `stopping` is set; a lost database is waited for."""
    while not stopping.is_set():
        try:
            while not stopping.is_set() and sender.one_pass(channel):
                pass
        except Error as problem:
            # Its kind only: the text of an error may repeat what it was given.
            logger.error("the outbox cannot be read for now: %s", type(problem).__name__)
            connection.close()
            stopping.wait(ERROR_PAUSE_SECONDS)
        stopping.wait(PASS_SECONDS)
    connection.close()
