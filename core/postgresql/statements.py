"""What a connection of the web role has prepared, it keeps: also when a transaction is taken back."""

from psycopg._preparing import PrepareManager

# psycopg keeps a hundred; one page asks up to seventy.
MOST = 300


class KeptStatements(PrepareManager):
    """psycopg forgets them all at each ROLLBACK, for what the transaction had created may be gone.

    The web role creates and drops nothing (`config/database_roles.sql`), and PostgreSQL itself keeps what was prepared.
    Forgotten, a process that refuses one request plans every question of the next ones again.
    """

    prepared_max = MOST

    def clear(self) -> bool:
        return False
