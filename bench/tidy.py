"""Takes away what a run wrote, so that the next one finds the agendas as they were loaded."""

from bench.database import Database

_STATEMENTS = (
    "SET session_replication_role = replica",
    "DELETE FROM booking_occupancy WHERE expires_at IS NOT NULL"
    " OR id IN (SELECT occupancy_id FROM booking_appointment WHERE created_by_id IS NOT NULL)",
    "DELETE FROM booking_appointment WHERE created_by_id IS NOT NULL",
    "DELETE FROM booking_heldvisit",
    "TRUNCATE audit_auditevent, idempotency_keptanswer, patients_nirlookup, accounts_session",
    "TRUNCATE outbox_outboxrow CASCADE",
    "TRUNCATE calls_callfact, calls_callsession, calls_inboxmessage, calls_line CASCADE",
    "DROP TABLE IF EXISTS bench_bare",
)


def tidy(database: Database) -> None:
    """Nothing loaded was created by a person; everything measured was."""
    with database.superuser() as connection:
        for statement in _STATEMENTS:
            connection.execute(statement)
        for table in ("booking_occupancy", "booking_appointment", "audit_auditevent"):
            connection.execute(f"VACUUM (ANALYZE) {table}")
