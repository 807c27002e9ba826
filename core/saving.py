"""One row written by a statement that is put together once a model: what `save` does, for tables written all day.

For models without parents whose columns the database does not fill. Every value goes through its own field: what is
sealed in `save` is sealed here.
"""

from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model


def insert(row: Model) -> None:
    """What `row.save(force_insert=True)` writes, in one statement."""
    fields = row._meta.concrete_fields
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row)), [_written(field, row, is_new=True) for field in fields])
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """What `row.save(force_update=True, update_fields=names)` writes, in one statement. Raises DatabaseError."""
    values = [_written(row._meta.get_field(name), row) for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_change(type(row), names), [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError("the row to update is not there")


@cache
def _insertion(model: type[Model]) -> str:
    fields = model._meta.concrete_fields
    columns = ", ".join(_quoted(field.column) for field in fields)
    values = ", ".join(_placeholder(field) for field in fields)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({values})"  # noqa: S608 - names only


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> str:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    changes = ", ".join(f"{_quoted(field.column)} = {_placeholder(field)}" for field in fields)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE id = %s"  # noqa: S608 - names only


def _written(field: Any, row: Model, *, is_new: bool = False) -> Any:
    return field.get_db_prep_save(field.pre_save(row, is_new), connection)


def _placeholder(field: "Field[Any, Any]") -> str:
    """`%s`, or what an array wants in its place."""
    own = getattr(field, "get_placeholder", None)
    return "%s" if own is None else str(own(None, None, connection))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
