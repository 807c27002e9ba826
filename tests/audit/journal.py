"""What the tests of the journal share: events written for real, and a hand that changes them behind our back."""

import time
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from audit import sealer, services
from audit.actions import Action
from core.scoping import acting_as, system_actor


def write(practice_id: UUID | None, count: int = 1, patient_id: UUID | None = None) -> list[UUID]:
    """Events committed in one transaction."""
    actor = system_actor(*([practice_id] if practice_id else []))
    with acting_as(actor), transaction.atomic():
        return [
            services.record(
                actor=actor, action=Action.PATIENT_READ, practice_id=practice_id, patient_id=patient_id,
                details={"number": number},
            )
            for number in range(count)
        ]  # fmt: skip


def seal(expected: int) -> None:
    """Seal until `expected` events are chained: a neighbour's open transaction may hold them back for a moment."""
    chained, deadline = 0, time.monotonic() + 30
    while chained < expected:
        chained += sealer.seal_all()
        assert time.monotonic() < deadline, "the journal is never sealed"


def tamper(sql: str, *values: Any) -> int:
    """Change the journal as somebody with every right on the database would; returns the number of rows."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent NO FORCE ROW LEVEL SECURITY")
        cursor.execute("GRANT UPDATE, DELETE ON audit_auditevent, audit_chainhead TO permanence_owner")
        cursor.execute(sql, values)
        count: int = cursor.rowcount
        cursor.execute("REVOKE UPDATE, DELETE ON audit_auditevent, audit_chainhead FROM permanence_owner")
        cursor.execute("ALTER TABLE audit_auditevent FORCE ROW LEVEL SECURITY")
    return count


def rows(sql: str, *values: Any) -> list[Any]:
    """Read the journal as the sealer does."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
