"""`replay_calls --adapter asterisk --account lab FILE`: what the recorded events of FILE say, one call a line.

Reads ARI websocket messages or AMI events, one JSON object a line; prints one JSON object a folded call. Touches
no database.
"""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from calls.folding import FoldedCall, fold_all
from telephony_adapters.protocols import Account
from telephony_adapters.recordings import ADAPTERS, UnreadableRecording, facts_of


class Command(BaseCommand):
    help = "Print the calls that recorded events tell, one JSON object a line."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--adapter", required=True, choices=sorted(ADAPTERS))
        parser.add_argument("--account", required=True)

    def handle(self, *, file: Path, adapter: str, account: str, **options: Any) -> None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
            facts = list(facts_of(lines, Account(provider=adapter, name=account)))
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}") from None
        except (UnicodeDecodeError, UnreadableRecording) as problem:
            raise CommandError(f"{file}: {problem}") from None
        for call in fold_all(facts):
            self.stdout.write(json.dumps(_line(call)))


def _line(call: FoldedCall) -> dict[str, str | None]:
    return {
        "call_id": call.call_id,
        "direction": call.direction,
        "did_e164": call.did_e164,
        "remote_e164": call.remote_e164,
        "remote_state": call.remote_state,
        "outcome": call.outcome,
        "answered_by": call.answered_by,
        "started_at": _instant(call.started_at),
        "answered_at": _instant(call.answered_at),
        "ended_at": _instant(call.ended_at),
    }


def _instant(at: datetime | None) -> str | None:
    """RFC 3339, UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
