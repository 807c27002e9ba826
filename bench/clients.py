"""The load client, a process of its own: `python -m bench.clients` reads a plan on its input, writes what happened.

Plan: `{"port", "sessions": [cookie, …], "steps": [[[request, …], …], …], "bodies"}`. Steps follow one another; the
lanes of a step run at the same time, each request of a lane after the one before it. A request is
`[method, path, body, idempotency key]`; its result is `[status, seconds]`, and the body when `bodies` is true.
A step's result is `[seconds, lanes]`.
"""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.browser import Browser

Request = tuple[str, str, str, str]
Result = list[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step gave: how long it lasted, and the results of each lane."""

    seconds: float
    lanes: list[list[Result]]

    @property
    def results(self) -> list[Result]:
        return [result for lane in self.lanes for result in lane]


def play(
    port: int, sessions: Sequence[str], steps: Sequence[Sequence[Sequence[Request]]], *, bodies: bool = False
) -> list[Step]:
    """Run the plan in a process of its own and return what each step gave."""
    plan = {"port": port, "sessions": list(sessions), "steps": steps, "bodies": bodies}
    done = subprocess.run(
        [sys.executable, "-m", "bench.clients"], input=json.dumps(plan), capture_output=True, text=True, check=True
    )
    return [Step(seconds, lanes) for seconds, lanes in json.loads(done.stdout)]


async def _play(plan: dict[str, Any]) -> list[tuple[float, list[list[Result]]]]:
    browsers = [Browser(plan["port"], session) for session in plan["sessions"]]
    for browser in browsers:
        await browser.open()
    results = []
    for lanes in plan["steps"]:
        together = (_lane(browsers[n % len(browsers)], lane, plan["bodies"]) for n, lane in enumerate(lanes))
        began = time.perf_counter()
        answers = list(await asyncio.gather(*together))
        results.append((time.perf_counter() - began, answers))
    for browser in browsers:
        await browser.close()
    return results


async def _lane(browser: Browser, requests: Sequence[Request], bodies: bool) -> list[Result]:
    results: list[Result] = []
    for request in requests:
        status, seconds, answer = await browser.ask(*request)
        results.append([status, seconds, answer.decode(errors="replace")] if bodies else [status, seconds])
    return results


def main() -> None:
    plan = json.load(sys.stdin)
    gc.disable()
    json.dump(asyncio.run(_play(plan)), sys.stdout)


if __name__ == "__main__":
    main()
