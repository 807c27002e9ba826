"""`manage.py apply_retention`: ends what is past its term; `--dry-run` only says what would be, one line a rule."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from core import clock
from privacy.retention.engine import apply_all
from privacy.retention.plan import everything, still_unset


class Command(BaseCommand):
    help = "Apply the rules of retention R-01 to R-25."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what is due, change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            with transaction.atomic():
                lines = everything(clock.now())
            for line in lines:
                self.stdout.write(str(line))
            if unset := still_unset(lines):
                self.stderr.write(f"À renseigner : {', '.join(unset)} (docs/hosting.md).")
            return
        outcome = apply_all(clock.now())
        for rule, count in outcome.ended.items():
            self.stdout.write(f"{rule} | {count}")
        for failure in outcome.failures:
            self.stderr.write(f"échec : {failure}")
        if outcome.failures:
            sys.exit(1)
