"""What the database itself says of its tables: the proof does not trust the migrations."""

from dataclasses import dataclass
from typing import Any

from django.db import connections

TABLES = """
SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'practice_id' AND NOT a.attisdropped)
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
 ORDER BY c.relname
"""
POLICIES = """
SELECT p.polrelid, p.polpermissive, p.polcmd, p.polroles = '{0}'::oid[],
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_policy p
"""


@dataclass(frozen=True)
class Policy:
    permissive: bool
    command: str  # '*' for all
    to_everybody: bool
    reads: str
    writes: str


@dataclass(frozen=True)
class Table:
    name: str
    enabled: bool
    forced: bool
    has_practice: bool
    policies: tuple[Policy, ...]

    def has_floor(self) -> bool:
        """A restrictive policy for every role and command that asks the signed context, reading and writing."""
        return any(
            not policy.permissive
            and policy.command == "*"
            and policy.to_everybody
            and "ctx.practices()" in policy.reads
            and "ctx.practices()" in policy.writes
            for policy in self.policies
        )


def ask(sql: str, parameters: list[Any] | None = None, *, using: str = "default") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def tables(*, using: str = "default") -> list[Table]:
    policies: dict[int, list[Policy]] = {}
    for table, permissive, command, everybody, reads, writes in ask(POLICIES, using=using):
        policies.setdefault(table, []).append(Policy(permissive, command, everybody, reads or "", writes or ""))
    return [
        Table(name, enabled, forced, has_practice, tuple(policies.get(oid, ())))
        for oid, name, enabled, forced, has_practice in ask(TABLES, using=using)
    ]


def bare_tables(*, using: str = "default") -> set[str]:
    """The tables that hold a practice's rows without a forced floor."""
    return {
        table.name
        for table in tables(using=using)
        if table.has_practice and not (table.enabled and table.forced and table.has_floor())
    }
