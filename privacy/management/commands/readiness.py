"""`readiness`: what still keeps production from being declared ready, as the operator's file says (ST-03, H-02)."""

from typing import Any

from django.core.management.base import BaseCommand

from privacy.operator_queries import hosting_findings


class Command(BaseCommand):
    help = "Say whether production may be declared ready; exits with 1 while something is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = hosting_findings()
        for finding in found:
            self.stdout.write(f"{'MISSING' if finding.blocking else 'soon'}  {finding.code}  {finding.says}")
        if any(finding.blocking for finding in found):
            raise SystemExit(1)
        self.stdout.write("ready: two certified hosts, every activity covered.")
