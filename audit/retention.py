"""The end of the journal's term (R-04): bodies and salts go after twelve months, the chain stays and still verifies.

What remains of a purged event is its leaf, its instant and its place in the chain: nobody learns from them what was
done to whom, and nobody can change, remove or backdate one. The database itself refuses to purge what is younger.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from core.months import months_later

# H-20, SAS-20: twelve calendar months, 366 days across a 29 February.
MONTHS = 12
# No twelve months are shorter: `verifier` calls a body that disappears earlier a finding, the database refuses it.
TERM = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Purgeable:
    """`due` may go now; `held` are past their term and kept; `oldest` is the next event to reach it, or None."""

    due: int
    held: int
    oldest: datetime | None


def purgeable(practice_id: UUID | None, at: datetime, kept: Collection[UUID] = ()) -> Purgeable:
    """What of one chain (None: the platform's) is past its term at `at`, apart from what names a `kept` patient."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT due, held, oldest FROM audit_purgeable(%s::uuid, %s::timestamptz, %s::uuid[])",
            [practice_id, months_later(at, -MONTHS), list(kept)],
        )
        return Purgeable(*cursor.fetchone())


def purge_bodies(practice_id: UUID | None, at: datetime, kept: Collection[UUID] = (), *, limit: int = 5_000) -> int:
    """Empty at most `limit` sealed events of one chain, oldest first; returns how many.

    The practice must be in the context. Events that name a `kept` patient stay whole: a legal hold keeps evidence.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_purge(%s::uuid, %s::timestamptz, %s::uuid[], %s::integer)",
            [practice_id, months_later(at, -MONTHS), list(kept), limit],
        )
        (count,) = cursor.fetchone()
        return int(count)
