"""Messages at full size: 3,000 visits booked while senders, workers, the broker and PostgreSQL are killed 120 times.

500 answers of the vendor are lost besides. Then 1,000 cancellations race their reminder.
"""

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.factories.practices import make_world
from tests.lab.processes import wait_until
from tests.notifications.conftest import gateway, served
from tests.notifications.gateway import Gateway, serving
from tests.notifications.test_cancelled_in_time import race
from tests.prove.survival.counting import count
from tests.prove.survival.installation import SENDING, Installation, a_bad_moment, held, installation, woken

MESSAGES = int(os.environ.get("PROVE_MESSAGES", "3000"))
KILLS = int(os.environ.get("PROVE_KILLS", "120"))
LOST_ANSWERS = int(os.environ.get("PROVE_LOST_ANSWERS", "500"))
RACES = int(os.environ.get("PROVE_RACES", "1000"))
# Of twelve kills, five of senders, four of the worker, one of the broker, two of the database.
ORDER = ("sender 1", "worker", "postgres", "sender 2", "worker", "rabbit")
ORDER += ("sender 1", "worker", "sender 2", "postgres", "worker", "sender 1")
# Leases run out by themselves: two minutes each, several times over for a vendor that does not answer.
PATIENCE = 1_200.0
GROUND = [sys.executable, "-m", "tests.prove.survival.ground"]
__all__ = ["gateway", "served"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for a socket's address."""
    with TemporaryDirectory(prefix="prove-") as found:
        yield Path(found)


def lose_some(gateway: Gateway, seed: int = 7) -> list[int]:
    """So many answers never come back, at random places; how many are left to lose."""
    chance, left, take = random.Random(seed), [LOST_ANSWERS], gateway.take

    def losing(reference: str, message: dict[str, str], *, once: bool) -> bool:
        lost = bool(left[0]) and chance.random() < 2 * LOST_ANSWERS / MESSAGES
        left[0] -= lost
        return take(reference, message, once=once) and not lost

    gateway.take = losing  # type: ignore[method-assign]
    return left


def book_and_kill(under: Installation, kills: int, seed: int) -> Counter[str]:
    """So many visits booked between two kills; each part is back before the next one dies."""
    chance, killed = random.Random(seed), Counter[str]()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with under.act_apart("booking", [*GROUND, "book", *under.place], **pipes) as booking:
        assert booking.stdin is not None and booking.stdout is not None
        for number, name in zip(range(kills), itertools.cycle(ORDER), strict=False):
            share = MESSAGES * (number + 1) // kills - MESSAGES * number // kills
            booking.stdin.write(f"{share}\n".encode())
            booking.stdin.flush()
            with a_bad_moment(under.gateway, chance):
                under.kill(name)
            killed[name.split()[0]] += 1
        booking.stdin.close()
        said = booking.stdout.read().split()
    assert booking.returncode == 0 and int(said[-1]) == MESSAGES
    return killed


@pytest.mark.parametrize("vendor", ["generic", "kannel"])
def test_nothing_is_lost_and_nothing_is_doubled(folder: Path, vendor: str, capsys: pytest.CaptureFixture[str]) -> None:
    with serving() as gateway, installation(folder, gateway, getattr(gateway, vendor)()) as under, woken(under.rabbit):
        began, left = time.monotonic(), lose_some(gateway)
        for name in SENDING:
            under.start(name)
        killed = book_and_kill(under, KILLS, seed=11)
        wait_until(under.is_done, "every message is settled", PATIENCE)
        found = count(under.postgres, gateway)
        took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n{vendor}: {found} after {dict(killed)} kills, {LOST_ANSWERS - left[0]} lost answers, {took:.0f} s")
    assert found.visits >= MESSAGES
    assert (found.lost, found.doubled, left) == (0, 0, [0])
    assert found.unsure == 0 if vendor == "generic" else found.unsure > 0


def test_the_same_kills_lose_messages_without_the_states(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    visits = min(MESSAGES, 200)
    with serving() as gateway, installation(folder, gateway, gateway.generic()) as under:
        booking = under.act_apart("booking", [*GROUND, "book", *under.place], stdin=subprocess.PIPE)
        booking.communicate(f"{visits}\n".encode())
        for _ in range(5):
            process = under.act_apart("forget", [*GROUND, "forget"])
            under.processes["forget"] = process
            with held(gateway, 1, 60):
                process.kill()
                process.wait()
        under.act_apart("forget", [*GROUND, "forget"]).wait()
        found = count(under.postgres, gateway, by_visit=True)
    with capsys.disabled():
        print(f"\nwithout the states: {found}")
    assert found.visits == visits and found.lost > 0


def test_a_thousand_cancellations_race_their_reminder(
    committed: None, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    in_time, late, silent = race(make_world(), gateway, RACES)
    with capsys.disabled():
        print(f"\n{RACES} races: {in_time} reminded before, {late} after, {silent} not at all")
    assert late == 0
