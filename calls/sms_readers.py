"""Who reads the facts about short messages that vendors bring: a room above registers its reader when it starts.

The reader runs in the transaction that reads the vendor's message, under nobody's context: it finds the practice
itself (a receipt by our own reference, an answer by the line it was sent to: `practice_of_line`). It answers whether
the fact was somebody's; one that is nobody's is set aside with its message.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection

from telephony_adapters.events import SmsEvent

# The fact, and when it arrived.
SmsReader = Callable[[SmsEvent, datetime], bool]
_readers: dict[str, SmsReader] = {}


def register(room: str, reader: SmsReader) -> None:
    """Called by a room's AppConfig.ready(); the same room twice is one."""
    _readers[room] = reader


def read_sms(fact: SmsEvent, received_at: datetime) -> bool:
    """Hand one fact to every reader; whether one of them knew it."""
    known = [reader(fact, received_at) for reader in _readers.values()]
    return any(known)


def practice_of_line(account: str, e164: str) -> UUID | None:
    """For which practice a number of this account is answered; None when nobody's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id FROM calls_line_of(%s, %s)", [account, e164])
        row = cursor.fetchone()
    return row[0] if row else None
