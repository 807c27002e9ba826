"""A connection is asked before each request whether it still stands."""

from collections.abc import Iterator
from select import POLLIN, poll

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

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
