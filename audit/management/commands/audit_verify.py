"""`manage.py audit_verify`: exit 0 when the journal is whole, exit 1 and one line per finding when it is not."""

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from audit import services, verifier
from audit.actions import Action


class Command(BaseCommand):
    help = "Verify the chains of the journal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--practice", type=UUID, help="verify only this practice's chain")

    def handle(self, *args: Any, practice: UUID | None, **options: Any) -> None:
        report = verifier.verify(practice)
        for finding in report.findings:
            self.stdout.write(str(finding))
        self.stderr.write(f"{report.events} events read, {len(report.findings)} findings.")
        services.record(
            actor=None,
            action=Action.JOURNAL_VERIFIED,
            practice_id=None,
            outcome="failure" if report.findings else "success",
            details={"findings": min(len(report.findings), 1_000_000)},
        )
        if report.findings:
            sys.exit(1)
