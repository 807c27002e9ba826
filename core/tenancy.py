"""Migration operations that keep practices apart below Python.

Every table passes through `practice_rows` or `platform_rows`: the web role has no default grant, so
a table that was forgotten cannot be read at all. Children point to their parents by
`(practice_id, id)`, so that a row can never hang from another practice's row.
"""

from django.db.migrations import RunSQL

OWNER, WEB, SEARCH, SEALER = "permanence_owner", "permanence_web", "permanence_search", "permanence_sealer"
ALL_RIGHTS = "SELECT, INSERT, UPDATE, DELETE"


def practice_rows(
    table: str, *, web: str = ALL_RIGHTS, column: str = "practice_id", nullable: bool = False
) -> list[RunSQL]:
    """Force row-level security on `table`: only rows of the practices in the signed context exist.

    `column` holds the practice; with `nullable`, rows without a practice are visible to everybody.
    """
    # Wrapped in a sub-select: evaluated once per statement, not once per row.
    inside = f"{column} = ANY ((SELECT ctx.practices())::uuid[])"
    if nullable:
        inside = f"({column} IS NULL OR {inside})"
    forward = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY practice_floor ON {table} AS RESTRICTIVE FOR ALL TO PUBLIC USING ({inside}) WITH CHECK ({inside});
        CREATE POLICY practice_rows ON {table} AS PERMISSIVE FOR ALL TO {WEB}, {OWNER} USING (true) WITH CHECK (true);
        {_grant(table, web)}
    """
    backward = f"""
        DROP POLICY practice_rows ON {table};
        DROP POLICY practice_floor ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        REVOKE ALL ON {table} FROM {WEB};
    """
    return [RunSQL(forward, backward)]


def platform_rows(table: str, *, web: str = ALL_RIGHTS) -> list[RunSQL]:
    """Open a table that belongs to no practice to the web role, with exactly those rights ("" for none)."""
    return [RunSQL(_grant(table, web) or "SELECT 1", f"REVOKE ALL ON {table} FROM {WEB}")]


def composite_fk(table: str, column: str, parent: str, *, on_delete: str = "NO ACTION") -> RunSQL:
    """`(practice_id, column)` must exist as `(practice_id, id)` in `parent`, checked at once."""
    name = f"{table}_{column}_same_practice"[:63]
    return RunSQL(
        f"""ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (practice_id, {column})
            REFERENCES {parent} (practice_id, id) ON DELETE {on_delete} DEFERRABLE INITIALLY IMMEDIATE""",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def reviewed_function(create_sql: str, signature: str, *, reads: list[str], executors: str = WEB) -> RunSQL:
    """A SECURITY DEFINER function owned by the search role, which row-level security does not bind.

    `signature` is `name(argument types)`; `reads` lists the tables it may select from; review each one.
    """
    grants = "".join(f"GRANT SELECT ON {table} TO {SEARCH};" for table in reads)
    # The owner role has no right over what the search role owns, and needs EXECUTE to hang a trigger on it.
    return RunSQL(
        f"""{create_sql};
            ALTER FUNCTION {signature} OWNER TO {SEARCH};
            SET ROLE {SEARCH};
            REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {signature} TO {executors}, {OWNER};
            RESET ROLE;
            {grants}""",
        f"DROP FUNCTION {signature}",
    )


def _grant(table: str, rights: str) -> str:
    return f"GRANT {rights} ON {table} TO {WEB};" if rights else ""
