"""`manage.py replay_erasures`: after a restore, erase again everybody whom the ledger says erased. Idempotent.

Then the lines that the table holds and ERASURE_LEDGER misses are written there: a copy that failed is made up for.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from privacy import ledger_file
from privacy.ledger import BadLine, read_line
from privacy.services.ledger_copy import copy_missing
from privacy.services.replay import Outcome, replay


class Command(BaseCommand):
    help = "Erases again whatever a restore brought back of persons whom the ledger says erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ledger", help="another file than ERASURE_LEDGER")
        parser.add_argument("--dry-run", action="store_true", help="says what would be done, does nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        file = Path(options["ledger"]) if options["ledger"] else ledger_file.path()
        if not file.exists():
            told = "" if options["ledger"] else self._make_up(dry=dry)
            raise CommandError(f"{file} did not exist.{told} Name the ledger with --ledger. Nothing was erased again.")
        refused = self._replay(file, dry=dry)
        self.stdout.write(self._make_up(dry=dry).strip())
        if refused:
            raise CommandError(f"{refused} lines were refused: these erasures are not done.")

    def _replay(self, file: Path, *, dry: bool) -> int:
        """How many lines were refused."""
        done: Counter[Outcome] = Counter()
        refused = 0
        for number, text in enumerate(ledger_file.texts(file), start=1):
            try:
                line = read_line(text)
                outcome = replay(line, dry=dry)
            except BadLine as error:
                refused += 1
                self.stderr.write(f"line {number}: {error}")
            except DomainError as error:
                refused += 1
                self.stderr.write(f"line {number}: {error.code}")
            else:
                done[outcome] += 1
                self.stdout.write(f"{line.id} {line.cause.value} {outcome.value}")
        self.stdout.write(", ".join(f"{done[outcome]} {outcome.value}" for outcome in Outcome))
        return refused

    def _make_up(self, *, dry: bool) -> str:
        """Write what the file misses of the table, and say it. Raises CommandError when that is impossible."""
        try:
            copied = copy_missing(dry=dry)
        except OSError as error:
            where = ledger_file.path()
            raise CommandError(
                f"{where} cannot be written ({type(error).__name__}): lines are missing there."
            ) from None
        for line_id in copied.refused:
            self.stderr.write(f"{line_id}: its seal is not ours, not copied")
        return f" {copied.written} lines of the table {'would be' if dry else 'were'} copied to {ledger_file.path()}."
