"""One registration at a time in a practice, so that two desks recording one caller see each other."""

from uuid import UUID

from django.db import connection


def lock_registrations(practice_id: UUID) -> None:
    """Held until the end of the transaction: new patients and new NIRs of a practice follow one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"patients.register:{practice_id}"])
