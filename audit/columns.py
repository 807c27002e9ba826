"""The database's own transaction number as a column."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class TransactionNumberField(models.Field):  # type: ignore[type-arg]  # not subscriptable when it runs
    """`xid8`, filled by PostgreSQL with the number of the inserting transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        kwargs["db_default"] = models.Func(function="pg_current_xact_id", output_field=models.TextField())
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"], kwargs["db_default"]
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"
