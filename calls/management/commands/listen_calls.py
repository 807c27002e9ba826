"""`listen_calls --account NAME`: hold a vendor's socket, keep what it says, and catch up after a cut.

One process an account, by a lock of the database: two listeners on one application of the exchange silence one another.
"""

import logging
import signal
import threading
from contextlib import suppress
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from calls.hearing import listens
from calls.services import receive
from telephony_adapters.protocols import Account, Listener, RawMessage, Unreachable
from telephony_adapters.registry import VENDORS

PAUSE_SECONDS = 1.0

logger = logging.getLogger("permanence.calls")


class Command(BaseCommand):
    help = "Listen to the telephone exchange of one account, until stopped."
    requires_system_checks = [Tags.security]

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
        _be_the_one(account)
        try:
            run(found, listener, stopping)
        finally:
            with suppress(DatabaseError):
                _asked("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", account)


def run(account: Account, listener: Listener, stopping: threading.Event) -> None:
    """Until `stopping` is set. What lives is asked for at each listening: nothing is replayed after a cut.

    The socket is open before it is asked: what is said meanwhile waits in it, and no moment falls between the two.
    """
    while not stopping.is_set():
        try:
            with listener.listen(account, stopping) as heard:
                for message in chain(listener.resync(account), heard):
                    if _speaks_of_calls(listener, message, account):
                        _keep(account, message, stopping)
        except Unreachable as cut:
            logger.warning("account %s cannot be listened to (%s): trying again", account.name, cut)
        stopping.wait(PAUSE_SECONDS)


def _speaks_of_calls(listener: Listener, message: RawMessage, account: Account) -> bool:
    """What cannot be read is kept too: the reader sets it aside and counts it, and the listener goes on."""
    try:
        return bool(listener.parse(message, account))
    except Exception:
        # Whatever its words cause ends no listening.
        return True


def _keep(account: Account, message: RawMessage, stopping: threading.Event) -> None:
    """However long the database is away: what an exchange said once it never says again. The next ones wait.

    The lock went with the connection. Raises CommandError when another process has it by then.
    """
    held = True
    while True:
        try:
            receive(account, message)
            if not held:
                _be_the_one(account.name)
            return
        except DatabaseError as problem:
            logger.error("account %s: nothing can be kept for now: %s", account.name, type(problem).__name__)
            connection.close()
            held = False
        if stopping.wait(PAUSE_SECONDS):
            return


def _be_the_one(account: str) -> None:
    """Raises CommandError."""
    if not _asked("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", account):
        raise CommandError(f"{account} is being listened to already.")


def _asked(question: str, account: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [listens(account)])
        return bool(cursor.fetchone()[0])
