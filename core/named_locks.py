"""Locks of the database that a process holds under a name for as long as its connection lives, and who asks about them.

They are how one process knows that another is there and connected: a process that dies lets go by itself.
"""

from django.db import connection

# Any number of processes may hold one together; the parameter is the name.
SHARE = "SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))"
_HELD = """
SELECT EXISTS (
    SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) | objid::bigint = hashtextextended(%s, 0))
"""


def is_held(name: str) -> bool:
    """Whether some process, of any kind, holds the lock of that name."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [name])
        return bool(cursor.fetchone()[0])
