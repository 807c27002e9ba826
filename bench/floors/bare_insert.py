"""A booking as PostgreSQL alone would have it: one INSERT under the exclusion constraint, committed."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from bench.database import Database
from core.ids import new_id

_TABLE = """
CREATE TABLE bench_bare (
    id uuid PRIMARY KEY, practitioner_id uuid NOT NULL, lane smallint NOT NULL,
    starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
    EXCLUDE USING gist (practitioner_id WITH =, lane WITH =, tstzrange(starts_at, ends_at) WITH &&))
"""
_SAME_ROWS = """
INSERT INTO bench_bare SELECT id, practitioner_id, lane, starts_at, ends_at FROM booking_occupancy
 WHERE practitioner_id = ANY (%s)
"""
_BOOK = "INSERT INTO bench_bare VALUES (%s, %s, 0, %s, %s)"
# After every loaded appointment, so that no two inserts ever meet.
FAR = datetime(2090, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@contextmanager
def table(database: Database, people: list[UUID]) -> Iterator[None]:
    """The bare table, filled with the time already taken of these practitioners."""
    with database.superuser() as connection:
        connection.execute("DROP TABLE IF EXISTS bench_bare")
        connection.execute(_TABLE)
        connection.execute(_SAME_ROWS, [people])
        connection.execute("VACUUM (ANALYZE) bench_bare")
        try:
            yield
        finally:
            connection.execute("DROP TABLE bench_bare")


_numbers = count()


def rate(database: Database, people: list[UUID], *, clients: int, seconds: float) -> float:
    """Inserts a second by that many connections, each as fast as it can."""
    done = [0] * clients
    gate = threading.Barrier(clients + 1)
    until = [0.0]

    def work(client: int) -> None:
        with database.superuser() as connection:
            gate.wait()
            while time.perf_counter() < until[0]:
                number = next(_numbers)
                start = FAR + QUARTER * (number // len(people))
                connection.execute(_BOOK, [new_id(), people[number % len(people)], start, start + QUARTER])
                done[client] += 1

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    until[0] = began + seconds + 1
    gate.wait()
    began = time.perf_counter()
    until[0] = began + seconds
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)
