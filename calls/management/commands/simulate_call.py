"""`simulate_call --line NUMBER --from NUMBER`: a recorded call rings at the running desk of the demonstration.

Plays what a laboratory exchange once said, with other numbers, at its own pace (or `--pace 0`, at once). The line
stays open for a minute before the caller hangs up; Ctrl-C hangs up at once.
"""

import json
import time
from argparse import ArgumentParser
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

import telephony_adapters
from calls.services import receive
from telephony_adapters.numbers import UnreadableNumber, read_number
from telephony_adapters.protocols import Account, RawMessage

CASES = Path(telephony_adapters.__file__).parent / "asterisk" / "recorded"
# The vendors that understand what a laboratory exchange once said.
SPEAK_ARI = ("asterisk", "console")
RECORDED_LINE = "+33199001122"
# The other party of the recordings: who calls, who is called, and how a secretary dialled that one.
RECORDED_OTHERS = ("+33639981234", "+33639985432", "0639985432")
# What begins the ids of the exchange's own calls, and the id that was asked for with a call of ours.
RECORDED_IDS = ("labpbx", "cti-req-42")
LONGEST_PAUSE_SECONDS = 3.0
HANG_UP = "ChannelHangupRequest"


class Command(BaseCommand):
    help = "Let a recorded call ring at the running desk (demonstration only)."
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--line", required=True, help="the number called, of a line of a practice")
        parser.add_argument(
            "--from", required=True, dest="caller", help="the other party's number, who calls or is called"
        )
        parser.add_argument("--case", default="inbound-answered", choices=cases())
        parser.add_argument("--agent", default="1001", help="the extension that rings")
        parser.add_argument("--pace", type=float, default=1.0, help="1 is the pace of the recording, 0 is at once")
        parser.add_argument("--talk", type=float, default=60.0, help="seconds before the caller hangs up, by the pace")

    def handle(
        self, *, line: str, caller: str, case: str, agent: str, pace: float, talk: float, **options: Any
    ) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Calls are simulated on demonstration settings only.")
        account = next((each for each in settings.TELEPHONY_ACCOUNTS.values() if each.provider in SPEAK_ARI), None)
        if account is None:
            raise CommandError("No account of an Asterisk exchange is configured (TELEPHONY_FILE).")
        try:
            numbers = {RECORDED_LINE: read_number(line)} | dict.fromkeys(RECORDED_OTHERS, read_number(caller))
        except UnreadableNumber:
            raise CommandError("--line and --from want telephone numbers.") from None
        count = play(account, CASES / f"{case}.ari.jsonl", numbers | {"1001": agent}, pace, talk * pace)
        self.stdout.write(f"{count} messages of the exchange played.")


def cases() -> list[str]:
    return sorted(path.name.removesuffix(".ari.jsonl") for path in CASES.glob("*.ari.jsonl"))


def play(account: Account, file: Path, names: dict[str, str], pace: float, talk: float) -> int:
    """Each message of the recording as if it happened now, under ids of its own. Returns how many."""
    lines = file.read_text(encoding="utf-8").splitlines()
    began, shift = datetime.fromisoformat(json.loads(lines[0])["timestamp"]), f"sim{uuid4().hex[:8]}"
    ids, now = dict(zip(RECORDED_IDS, (shift, f"{shift}-asked"), strict=True)), datetime.now(UTC)
    for line in lines:
        message = json.loads(line)
        if message["type"] == HANG_UP and talk:
            now, talk = now + _talked(talk), 0.0
        passed = datetime.fromisoformat(message["timestamp"]) - began
        _wait(now + passed * pace)
        message["timestamp"] = (now + passed * pace).isoformat()
        text = json.dumps(message)
        for recorded, wanted in (ids | names).items():
            text = text.replace(recorded, wanted)
        receive(account, RawMessage(text, datetime.now(UTC)))
    return len(lines)


def _talked(seconds: float) -> timedelta:
    """How long the line stayed open."""
    began = time.monotonic()
    with suppress(KeyboardInterrupt):
        time.sleep(seconds)
    return timedelta(seconds=time.monotonic() - began)


def _wait(until: datetime) -> None:
    left = (until - datetime.now(UTC)) / timedelta(seconds=1)
    time.sleep(max(0.0, min(left, LONGEST_PAUSE_SECONDS)))
