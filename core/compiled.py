"""A query that Django compiles once for all: for what every request asks, compiling takes longer than asking.

    _KEY = Compiled(lambda practice, patient: PatientKey.objects.filter(practice_id=practice, patient_id=patient))
    key = _KEY.instance(practice_id, patient_id)

The query is written as any other and only its text is kept: what it says must not depend on the values.
"""

from collections.abc import Callable
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
# By place in the row, what turns the database's value into Django's, and the column.
Conversions = dict[int, tuple[list[Callable[..., Any]], Any]]


class Given(Expression):
    """Stands for the value that is given in that place, from 0, each time the query is asked."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


class Compiled(Generic[M]):
    """`build` gets one stand-in for each value and returns the query; it is called at the first question.

    Every question is one SQL statement in the open transaction, and takes the values in the order of `build`.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]]) -> None:
        self._build = build

    def rows(self, *values: Any) -> list[Row]:
        """Every row, as `values_list` gives it."""
        statement, takes, conversions = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(statement, [_value(one, values) for one in takes])
            rows = cursor.fetchall()
        return [_converted(row, conversions) for row in rows] if conversions else rows

    def first(self, *values: Any) -> Row | None:
        """The first row; the query itself says that it wants no more."""
        rows = self.rows(*values)
        return rows[0] if rows else None

    def count(self, *values: Any) -> int:
        """How many rows there are; the query itself selects as little as it can."""
        statement, takes, _ = self._compiled
        counting = f"SELECT COUNT(*) FROM ({statement}) counted"  # noqa: S608 - a text that Django compiled
        with connection.cursor() as cursor:
            cursor.execute(counting, [_value(one, values) for one in takes])
            return int(cursor.fetchone()[0])

    def instance(self, *values: Any) -> M | None:
        """The first row of a query over whole rows of its model."""
        row = self.first(*values)
        return None if row is None else self._model.from_db(connection.alias, self._names, row)

    @cached_property
    def _query(self) -> QuerySet[M, Any]:
        return self._build(*(Given(place) for place in range(len(signature(self._build).parameters))))

    @cached_property
    def _model(self) -> type[M]:
        return self._query.model

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._model._meta.concrete_fields]

    @cached_property
    def _compiled(self) -> tuple[str, Row, Conversions]:
        compiler = self._query.query.get_compiler(DEFAULT_DB_ALIAS)
        statement, takes = compiler.as_sql()
        return statement, tuple(takes), compiler.get_converters([column for column, *_ in compiler.select])


def _value(one: Any, values: Row) -> Any:
    """A given value, or what the query says itself."""
    return values[one.place] if isinstance(one, Given) else one


def _converted(row: Row, conversions: Conversions) -> Row:
    fresh = list(row)
    for place, (steps, column) in conversions.items():
        for step in steps:
            fresh[place] = step(fresh[place], column, connection)
    return tuple(fresh)
