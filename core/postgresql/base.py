"""`ENGINE = "core.postgresql"`: see core.scoping for what is sent and why."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base

from core import scoping
from core.postgresql.statements import KeptStatements


class DatabaseWrapper(base.DatabaseWrapper):
    """Sends the signed practice context as the first statement of every outermost transaction."""

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False, **kwargs: Any
    ) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit, **kwargs)
        # An actor without any practice needs no statement: an empty context shows no row.
        actor = scoping.current_actor()
        if not autocommit and actor is not None and actor.grants:
            scoping.send_context(self)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that prepares statements keeps them, see KeptStatements."""
        connection = super().get_new_connection(conn_params)
        if connection.prepare_threshold is not None:
            kept = KeptStatements()
            kept.prepare_threshold = connection.prepare_threshold
            connection._prepared = kept
        return connection

    def is_usable(self) -> bool:
        """Whether the server still holds the connection, asked before each request: of the socket, not of the server.

        Nothing is awaited between requests: whatever lies there to be read is a server's last word, or its hanging up.
        """
        if self.connection is None or self.connection.closed:
            return False
        line = poll()
        line.register(self.connection.fileno(), POLLIN)
        return not line.poll(0)
