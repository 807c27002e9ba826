"""Who looked at a file: the journal's own lines about one patient, or about one practice, newest first.

The web role cannot read the journal. One reviewed function answers this single question, within the practices of the
caller's context, and gives codes and ids only: names are joined by whoever shows them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.migrations import RunSQL

from core.tenancy import SEARCH, reviewed_function

_SIGNATURE = "audit_accesses(uuid, uuid, uuid, timestamptz, timestamptz, integer)"
# Ties are told together: a planning opened on three hundred patients is one instant, and no page may cut it.
_FUNCTION = """
CREATE FUNCTION audit_accesses(practice uuid, patient uuid, person uuid, since timestamptz, until timestamptz,
                               most integer)
RETURNS TABLE (id uuid, at timestamptz, patient_id uuid, said jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.id, e.at, e.patient_id, b.said
      FROM audit_auditevent e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) AS b
     WHERE e.practice_id = practice AND practice = ANY (ctx.practices())
       AND e.patient_id IS NOT NULL AND (patient IS NULL OR e.patient_id = patient)
       AND e.body IS NOT NULL AND e.at >= since AND e.at < until
       AND (person IS NULL OR b.said #>> '{actor,user}' = person::text)
     ORDER BY e.at DESC FETCH FIRST most ROWS WITH TIES
$$
"""


@dataclass(frozen=True, slots=True)
class Access:
    """One line: what was done (`action`), when, to whose file, by whom (None: the product itself), how."""

    id: UUID
    at: datetime
    patient_id: UUID
    action: str
    outcome: str
    user_id: UUID | None
    channel: str
    delegation_id: UUID | None
    entity: tuple[str, UUID] | None
    details: Mapping[str, Any]


def accesses_function() -> list[RunSQL]:
    """For the journal's migration."""
    return [reviewed_function(_FUNCTION, _SIGNATURE, reads=["audit_auditevent"])]


def accesses_function_again() -> list[RunSQL]:
    """For the migration that changes what it answers: dropped by its owner, then made anew."""
    drop = RunSQL(f"SET ROLE {SEARCH}; DROP FUNCTION {_SIGNATURE}; RESET ROLE", RunSQL.noop)
    return [drop, *accesses_function()]


def read_accesses(
    practice_id: UUID,
    *,
    patient_id: UUID | None = None,
    user_id: UUID | None = None,
    since: datetime,
    until: datetime,
    most: int,
) -> list[Access]:
    """The newest `most` lines of `[since, until)` (aware), and whatever else was done at the last one's instant.

    Newest first. The caller checked the permission.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, at, patient_id, said FROM audit_accesses(%s::uuid, %s::uuid, %s::uuid, %s::timestamptz,"
            " %s::timestamptz, %s::integer)",
            [practice_id, patient_id, user_id, since, until, most],
        )
        return [access_of(*row) for row in cursor.fetchall()]


def access_of(event_id: UUID, at: datetime, patient_id: UUID, said: Any) -> Access:
    """One row of the reviewed functions."""
    body = _loaded(said)
    actor, entity = body["actor"], body.get("entity")
    return Access(
        id=event_id,
        at=at,
        patient_id=patient_id,
        action=body["action"],
        outcome=body["outcome"],
        user_id=_id(actor.get("user")),
        channel=actor["channel"],
        delegation_id=_id(actor.get("delegation")),
        entity=(entity[0], UUID(entity[1])) if entity else None,
        details=body.get("details", {}),
    )


def _loaded(said: Any) -> dict[str, Any]:
    """A JSON document, however the driver hands it over."""
    body: dict[str, Any] = json.loads(said) if isinstance(said, str) else said
    return body


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
