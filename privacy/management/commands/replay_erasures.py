"""`manage.py replay_erasures`: after a restore, erase again everybody whom the ledger says erased. Idempotent."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from privacy import ledger_file
from privacy.ledger import BadLine, read_line
from privacy.services.replay import Outcome, replay


class Command(BaseCommand):
    help = "Erases again whatever a restore brought back of persons whom the ledger says erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ledger", help="another file than ERASURE_LEDGER")
        parser.add_argument("--dry-run", action="store_true", help="says what would be done, does nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["ledger"]) if options["ledger"] else ledger_file.path()
        if not file.exists():
            raise CommandError(f"{file} does not exist: name the ledger with --ledger. Nothing was erased again.")
        done: Counter[Outcome] = Counter()
        refused = 0
        for number, text in enumerate(ledger_file.texts(file), start=1):
            try:
                line = read_line(text)
                outcome = replay(line, dry=options["dry_run"])
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
        if refused:
            raise CommandError(f"{refused} lines were refused: these erasures are not done.")
