"""Reading the reports of deletions, and telling a true one from a false one."""

import json
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from core.scoping import Actor
from practices.permissions import Permission, check_may
from privacy.models import DeletionReport
from privacy.retention.rules import BY_ID
from privacy.services.deletion_reports import digest_of, signature_of


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What one rule ended, and how many it left because they are kept."""

    rule: str
    category: str
    ended: int
    held: int
    failure: str


@dataclass(frozen=True, slots=True)
class Report:
    """`is_true`: content and signature agree, and the report before is the one it names."""

    id: UUID
    at: datetime
    signed_at: datetime | None
    is_whole: bool
    is_true: bool
    sha256: str
    lines: tuple[ReportLine, ...]

    @property
    def ended(self) -> int:
        return sum(line.ended for line in self.lines)


def reports_of(actor: Actor, practice_id: UUID, *, limit: int = 60) -> list[Report]:
    """The signed reports of a practice, newest first. Raises NotFound, Forbidden."""
    check_may(actor, Permission.RETENTION_READ, practice_id)
    rows = list(
        DeletionReport.objects.filter(practice=practice_id, signed_at__isnull=False).order_by("-signed_at", "-id")[
            : limit + 1
        ]
    )
    # The oldest row shown is judged by the one before it, which is read and not shown; the very first has none.
    before = [*(row.sha256 for row in rows[1:]), ""]
    return [_read(row, previous) for row, previous in zip(rows, before, strict=False)][:limit]


def _read(row: DeletionReport, previous: str) -> Report:
    lines = tuple(
        ReportLine(rule, BY_ID[rule].category, said["ended"], said["held"], said.get("failure", ""))
        for rule, said in sorted(json.loads(row.lines).items())
    )
    is_true = (
        compare_digest(row.sha256, digest_of(row))
        and compare_digest(row.signature, signature_of(row.sha256))
        and row.previous == previous
    )
    return Report(row.id, row.at, row.signed_at, row.is_whole, is_true, row.sha256, lines)
