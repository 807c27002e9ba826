"""Rows by COPY, as the superuser: indexes first dropped and made again at the end, triggers and foreign keys asleep.

The constraints of every row (CHECK, UNIQUE, EXCLUDE) hold all the same: they are tested as the rows or the
index come in.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from psycopg import sql

_SECONDARY = """
SELECT c.relname, pg_get_indexdef(i.indexrelid), con.conname, pg_get_constraintdef(con.oid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('x', 'u', 'p')
 WHERE i.indrelid = %s::regclass
   AND (con.oid IS NULL OR con.contype = 'x')
"""
_QUICKLY = (
    "SET session_replication_role = replica",
    "SET maintenance_work_mem = '512MB'",
    "SET max_parallel_maintenance_workers = 2",
    "SET synchronous_commit = off",
)
NEW_LINES = 4_000


def prepare(connection: "psycopg.Connection[Any]") -> None:
    for statement in _QUICKLY:
        connection.execute(statement)


@contextlib.contextmanager
def without_indexes(connection: "psycopg.Connection[Any]", tables: Sequence[str]) -> Iterator[None]:
    """Drop the secondary indexes and exclusion constraints of `tables`; make them again at the end."""
    again: list[str] = []
    for table in tables:
        for index, definition, constraint, text in connection.execute(_SECONDARY, [table]).fetchall():
            if constraint:
                connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
                again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {text}')
            else:
                connection.execute(f'DROP INDEX "{index}"')
                again.append(definition)
    yield
    for statement in again:
        connection.execute(statement)


def copy(
    connection: "psycopg.Connection[Any]", table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Write `rows`; returns how many."""
    return copy_lines(connection, table, columns, ("\t".join(map(_text, row)) for row in rows))


def copy_lines(connection: "psycopg.Connection[Any]", table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """Write lines that are already in COPY's text form, without their line feed."""
    unsaid = _defaults(table, columns)
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, [*columns, *unsaid]))
    )
    ending = "".join(f"\t{value}" for value in unsaid.values()) + "\n"
    count = 0
    with connection.cursor() as cursor, cursor.copy(command) as sink:
        for batch in _batches(lines):
            sink.write(ending.join(batch) + ending)
            count += len(batch)
    return count


def _defaults(table: str, columns: Sequence[str]) -> dict[str, str]:
    """What the model gives to columns that nobody named: the database itself has no default."""
    (model,) = (model for model in apps.get_models() if model._meta.db_table == table)
    fields = (f for f in model._meta.concrete_fields if f.column not in columns and not f.null and f.has_default())
    return {field.column: _text(field.get_default()) for field in fields}


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    while batch := list(islice(rest, NEW_LINES)):
        yield batch


def _text(value: Any) -> str:
    """COPY's text form. The data are made here: no value holds a tab, a backslash or a line feed."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (list, tuple)):
        return "{" + ",".join(f'"{item}"' for item in value) + "}"
    return str(value)
