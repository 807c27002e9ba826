"""Fifty desks waiting for calls, a process of its own: `python -m bench.desks` reads a plan, writes what happened.

Plan: `{"pages", "live", "sessions", "secret", "line", "rings"}`: two ports, the cookies of the desks, how many calls.
A desk holds one stream and asks for the banner when it is told of a call, as the page's script does. The result is
`[event, banner, own]`: for each call and desk the seconds from the first byte of the webhook to the event, to the last
byte of a banner that shows the call (the event brings the first one), and of the desk's own, with who calls.
"""

import asyncio
import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bench.browser import LOOPBACK, Browser

ADDRESS, BANNER = "/telephonie/generic/demo/", "/bureau/sonneries/"
Results = tuple[list[float], list[float], list[float]]
PATIENCE_SECONDS, PAUSE_SECONDS = 20.0, 0.3


def wait_for_calls(ports: tuple[int, int], sessions: Sequence[str], *, secret: str, line: str, rings: int) -> Results:
    """Seconds to the event, to a banner and to the desk's own. `ports`: of the pages, and of what streams."""
    plan = {"pages": ports[0], "live": ports[1], "sessions": list(sessions)}
    plan |= {"secret": secret, "line": line, "rings": rings}
    done = subprocess.run(
        [sys.executable, "-m", "bench.desks"], input=json.dumps(plan), capture_output=True, text=True, check=True
    )
    told, banner, own = json.loads(done.stdout)
    return told, banner, own


class Desk:
    """One open page: `rang` is when the webhook of the present call was sent."""

    def __init__(self, plan: dict[str, Any], session: str) -> None:
        self.live = plan["live"]
        self.page = Browser(plan["pages"], session, headers=("HX-Request: true",))
        self.rang, self.told, self.seen, self.shown = 0.0, 0.0, 0.0, asyncio.Event()

    async def listen(self, listening: asyncio.Event, results: Results) -> None:
        reader, writer = await asyncio.open_connection(LOOPBACK, self.live)
        writer.write(Browser(self.live, self.page.session).message("GET", "/live/"))
        while line := await reader.readline():
            if line == b"data: listening\n":
                listening.set()
            elif line == b"event: call\n" and self.rang and not self.shown.is_set():
                await self._look(await reader.readuntil(b"\n\n"), results)

    async def _look(self, event: bytes, results: Results) -> None:
        self.told = self.told or time.perf_counter()
        if b"data-ring" in event:
            self.seen = self.seen or self.told
        _, _, banner = await self.page.ask("GET", BANNER)
        if b"data-ring" in banner:
            results[0].append(self.told - self.rang)
            results[1].append((self.seen or time.perf_counter()) - self.rang)
            results[2].append(time.perf_counter() - self.rang)
            self.shown.set()


async def _run(plan: dict[str, Any]) -> Results:
    results: Results = ([], [], [])
    desks = [Desk(plan, session) for session in plan["sessions"]]
    open_ = [asyncio.Event() for _ in desks]
    tasks = [asyncio.create_task(desk.listen(event, results)) for desk, event in zip(desks, open_, strict=True)]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(event.wait() for event in open_))
    exchange = Browser(plan["pages"], "")
    for number in range(plan["rings"]):
        for desk in desks:
            desk.rang, desk.told, desk.seen, desk.shown = time.perf_counter(), 0.0, 0.0, asyncio.Event()
        await _say(exchange, plan, f"bench-{number}-{time.time_ns()}", desks)
    for task in tasks:
        task.cancel()
    return results


async def _say(exchange: Browser, plan: dict[str, Any], call: str, desks: Sequence[Desk]) -> None:
    """One call: it rings, every desk shows it, the caller hangs up."""
    said = {"call_id": call, "direction": "inbound", "remote": "+33639980000", "line": plan["line"]}
    await _post(exchange, plan["secret"], {**said, "kind": "ringing"})
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(desk.shown.wait() for desk in desks))
    for desk in desks:
        desk.rang = 0.0
    await _post(exchange, plan["secret"], {**said, "kind": "ended"})
    await asyncio.sleep(PAUSE_SECONDS)


async def _post(exchange: Browser, secret: str, content: dict[str, Any]) -> None:
    from telephony_adapters.generic.signature import SIGNATURE, TIMESTAMP, signature_of

    body = json.dumps({**content, "occurred_at": datetime.now(UTC).isoformat()})
    stamp = str(int(time.time()))
    exchange.headers = (f"{TIMESTAMP}: {stamp}", f"{SIGNATURE}: {signature_of(secret, stamp, body.encode())}")
    status, _, answer = await exchange.ask("POST", ADDRESS, body)
    if status != 204:
        raise RuntimeError(f"the webhook was refused: {status} {answer[:200]!r}")


def main() -> None:
    plan = json.load(sys.stdin)
    gc.disable()
    json.dump(asyncio.run(_run(plan)), sys.stdout)


if __name__ == "__main__":
    main()
