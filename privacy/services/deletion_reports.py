"""A deletion report: opened, added to batch after batch, signed, chained to the report before and to the journal."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from audit.chain import canonical
from core import clock
from core.scoping import Actor
from crypto import keyring
from privacy.models import DeletionReport

PURPOSE = "deletion-report"
DONE, FAILED = "done", "failed"


@transaction.atomic
def open_report(*, practice_id: UUID | None, at: datetime) -> DeletionReport:
    """The report of this run; one that a killed run left open is gone on with, its counts kept."""
    known = DeletionReport.objects.select_for_update().filter(practice=practice_id, signed_at__isnull=True).first()
    return known or DeletionReport.objects.create(practice_id=practice_id, at=at)


def add_to(report_id: UUID, rule: str, count: int, held: int = 0, *, failure: str = "") -> None:
    """Count what a batch of one rule ended, in the very transaction that ended it."""
    report = DeletionReport.objects.select_for_update().get(id=report_id)
    lines = json.loads(report.lines)
    line = lines.setdefault(rule, {"ended": 0, "held": 0, "outcome": DONE})
    line["ended"] += count
    line["held"] = max(line["held"], held)
    if failure:
        line["outcome"], line["failure"] = FAILED, failure
        report.is_whole = False
    report.lines = canonical(lines).decode()
    report.save(update_fields=["lines", "is_whole"])


@transaction.atomic
def sign_report(*, actor: Actor, report_id: UUID) -> DeletionReport:
    """Close it: digest over content and the report before, the provider's signature, a line in the journal."""
    report = DeletionReport.objects.select_for_update().get(id=report_id)
    signed = DeletionReport.objects.filter(practice=report.practice_id, signed_at__isnull=False)
    before = signed.order_by("-signed_at", "-id").first()
    report.previous = before.sha256 if before else ""
    report.signed_at = clock.now()
    report.sha256 = digest_of(report)
    report.signature = signature_of(report.sha256)
    report.save(update_fields=["previous", "signed_at", "sha256", "signature"])
    lines = json.loads(report.lines)
    audit.record(
        actor=actor,
        action=Action.RETENTION_REPORT_SIGNED,
        practice_id=report.practice_id,
        entity=("privacy.report", report.id),
        outcome="success" if report.is_whole else "failure",
        details={"sha256": report.sha256, "ended": min(sum(line["ended"] for line in lines.values()), 1_000_000)},
    )
    return report


def digest_of(report: DeletionReport) -> str:
    """SHA-256 of everything the report says, in hexadecimal."""
    said: dict[str, Any] = {
        "id": str(report.id),
        "practice": None if report.practice_id is None else str(report.practice_id),
        "at": report.at.isoformat(),
        "signed_at": report.signed_at.isoformat() if report.signed_at else None,
        "lines": report.lines,
        "is_whole": report.is_whole,
        "previous": report.previous,
    }
    return sha256(canonical(said)).hexdigest()


def signature_of(digest: str) -> str:
    """The key provider's HMAC of a digest: nobody makes one without the provider."""
    return keyring.fingerprint(PURPOSE, bytes.fromhex(digest)).hex()
