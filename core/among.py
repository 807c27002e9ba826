"""`column__among=values`: `column__in` with one array for all its values, so that the text is the same for any."""

from typing import Any

from django.db.models import Field, ForeignKey, Lookup


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):  # type: ignore[type-arg]  # not subscriptable when it runs
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        if hasattr(self.rhs, "as_sql"):
            values, more = compiler.compile(self.rhs)
        else:
            values, more = "%s", [list(self.rhs)]
        return f"{column} = ANY ({values}::{kind}[])", (*given, *more)
