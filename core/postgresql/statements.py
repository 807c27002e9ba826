"""What a connection of the web role has prepared, it keeps: also when a transaction is taken back."""

from typing import Any

from psycopg._preparing import PrepareManager

# psycopg keeps a hundred; one page asks up to seventy.
MOST = 300
# A savepoint's name is never said again: counted, they would push rare questions out before their sixth time.
SAID_ONCE = (b"SAVEPOINT", b"RELEASE SAVEPOINT", b"ROLLBACK TO SAVEPOINT")


class KeptStatements(PrepareManager):
    """psycopg forgets them all at each ROLLBACK, for what the transaction had created may be gone.

    The web role creates and drops nothing (`config/database_roles.sql`), and PostgreSQL itself keeps what was prepared.
    Forgotten, a process that refuses one request plans every question of the next ones again.
    """

    prepared_max = MOST

    def clear(self) -> bool:
        return False

    def maybe_add_to_cache(self, query: Any, prep: Any, name: bytes) -> Any:
        """Count what may be asked again; psycopg does nothing more about a question without a key."""
        if query.query.startswith(SAID_ONCE):
            return None
        return super().maybe_add_to_cache(query, prep, name)
