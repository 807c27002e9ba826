"""A connection is asked before each request whether it still stands."""

from collections.abc import Iterator
from select import POLLIN, poll

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from core.postgresql.statements import MOST

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    """A second connection of the web role."""
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    wrapper.connect()
    yield wrapper
    wrapper.close()


def test_a_connection_that_the_server_ended_is_not_used_again(other: BaseDatabaseWrapper) -> None:
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    assert other.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    line = poll()
    line.register(other.connection.fileno(), POLLIN)
    assert line.poll(5000), "the server has hung up"
    assert not other.is_usable()


def test_a_closed_connection_is_not_used_again(other: BaseDatabaseWrapper) -> None:
    other.connection.close()
    assert not other.is_usable()


PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1::integer + 40'"


def asked(cursor: CursorWrapper, times: int) -> int:
    """How many such questions are prepared after it was asked so many times."""
    for number in range(times):
        cursor.execute("SELECT %s::integer + 40", [number])
        assert cursor.fetchone() == (number + 40,)
    cursor.execute(PREPARED)
    return int(cursor.fetchone()[0])


def test_what_was_prepared_stays_when_a_transaction_or_a_part_of_it_is_taken_back(other: BaseDatabaseWrapper) -> None:
    with other.cursor() as cursor:
        assert asked(cursor, 5) == 0
        assert asked(cursor, 1) == 1
        other.set_autocommit(False)
        cursor.execute("SAVEPOINT one")
        cursor.execute("ROLLBACK TO SAVEPOINT one")
        assert asked(cursor, 0) == 1
        other.rollback()
        other.set_autocommit(True)
        assert asked(cursor, 3) == 1


def test_savepoints_push_out_nothing_that_is_asked_rarely(other: BaseDatabaseWrapper) -> None:
    with other.cursor() as cursor:
        assert asked(cursor, 5) == 0
        other.set_autocommit(False)
        for number in range(MOST + 1):
            cursor.execute(f"SAVEPOINT s{number}")
            cursor.execute(f"RELEASE SAVEPOINT s{number}")
        other.commit()
        other.set_autocommit(True)
        assert asked(cursor, 1) == 1
