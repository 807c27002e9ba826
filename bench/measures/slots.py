"""Free slots: in process against the best of three floors, then over HTTP; and the first one of each of 1,000."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from django.db import transaction

from bench.clients import Request, play
from bench.floors import arrays, multiranges, sweep
from bench.floors.question import MINUTE, Question, Starts
from bench.report import Row, at_most, shown
from bench.server import Server
from bench.sizes import Sizes
from bench.timing import Timing, together
from bench.world import Agenda, World, next_monday
from booking.search import SlotSearch, first_available, search_slots
from core.scoping import Actor, acting_as

FLOORS = {"sweep": sweep.search, "numpy": arrays.search, "multiranges": multiranges.search}
IN_PROCESS_LIMIT, FIRST_LIMIT, HTTP_MORE_MS = 2.0, 2.5, 8.0
DURATION = STEP = 15
FIRST_WINDOWS = (1, 2, 4, 8, 14)
FIRST_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Case:
    """So many practitioners of one practice, over so many days."""

    name: str
    practitioners: int
    days: int

    def asked(self, world: World, turn: int) -> tuple[UUID, list[Agenda], datetime, datetime]:
        """Visit reason, agendas and bounds: another practitioner each turn, so that nothing is warm by chance."""
        practice = world.served[turn % len(world.served)]
        first = turn % len(practice.agendas) if self.practitioners < len(practice.agendas) else 0
        start = next_monday()
        return (
            practice.reason,
            list(practice.agendas[first : first + self.practitioners]),
            start,
            later(start, self.days),
        )


CASES = (Case("1 × 2 weeks", 1, 14), Case("1 × 12 weeks", 1, 84), Case("20 × 4 weeks", 20, 28))


def later(start: datetime, days: int) -> datetime:
    """So many midnights later, as the clocks of the place show them."""
    return start + timedelta(days=days)


def question(agendas: list[Agenda], start: datetime, end: datetime) -> Question:
    return Question(agendas, int(start.timestamp()) // MINUTE, int(end.timestamp()) // MINUTE, DURATION, STEP)


def measure_in_process(world: World, actor: Actor, sizes: Sizes) -> tuple[list[Row], dict[str, Timing]]:
    """A row a case, and the product's own timings by case for the rows that follow."""
    rows, timings = [], {}
    with world.database.superuser() as connection:
        for case in CASES:
            works = _works(world, actor, case, connection)
            _same_answers(world, actor, case, connection)
            spent = together(sizes.samples, works)
            best = min(FLOORS, key=lambda name: spent[name].p50)
            timings[case.name] = spent["product"]
            rows.append(_row(case, spent, best))
    return rows, timings


def measure_over_http(world: World, server: Server, session: str, sizes: Sizes, inside: dict[str, Timing]) -> list[Row]:
    rows = []
    for case in CASES:
        requests = [_request(*case.asked(world, turn), all_=case.practitioners == 20) for turn in range(sizes.requests)]
        (step,) = play(server.port, [session], [[requests]])
        _all_good(step.results)
        spent = Timing.of([seconds for _, seconds in step.results])
        own = inside[case.name].p50
        rows.append(
            at_most(
                f"slots {case.name}, HTTP",
                spent.p50,
                own + HTTP_MORE_MS,
                unit=" ms",
                floor=f"in process {shown(own)} ms",
                reach=f"+ ≤ {HTTP_MORE_MS:.0f} ms",
                p95=spent.p95,
                least=spent.least,
            )
        )
    return rows


def measure_first_of_each(world: World, actor: Actor, sizes: Sizes) -> Row:
    """The network's reason over all its agendas, two weeks: the first free start of each."""
    agendas = list(world.network.agendas)
    start = next_monday()
    asked = question(agendas, start, later(start, 14))
    product = _first_of_each(world, actor, start)
    with world.database.superuser() as connection:

        def floor(_: int) -> list[int | None]:
            return sweep.first_of_each(connection, asked, FIRST_WINDOWS)

        found = product(0)
        if [found.get(agenda.role) for agenda in agendas] != floor(0):
            raise RuntimeError("first available: the floor and the product do not agree")
        spent = together(min(sizes.samples, FIRST_SAMPLES), {"product": product, "floor": floor})
    factor = spent["product"].p50 / spent["floor"].p50
    return at_most(
        f"first available of each of {len(agendas):,} practitioners, 2 weeks",
        factor,
        FIRST_LIMIT,
        unit=f" × floor ({shown(spent['product'].p50)} ms)",
        floor=f"{shown(spent['floor'].p50)} ms (sweep)",
        reach=f"≤ {FIRST_LIMIT} × floor",
        timings=spent,
    )


def product_search(actor: Actor, reason: UUID, agendas: list[Agenda], start: datetime, end: datetime) -> SlotSearch:
    """As a request does it: the actor's context, one transaction, one call."""
    with acting_as(actor), transaction.atomic():
        return search_slots(
            actor,
            visit_reason_id=reason,
            start=start,
            end=end,
            practitioner_role_ids=[agenda.role for agenda in agendas] if len(agendas) == 1 else None,
        )


def _first_of_each(world: World, actor: Actor, start: datetime) -> Callable[[int], dict[UUID, int]]:
    def ask(_: int) -> dict[UUID, int]:
        reason, end = world.network.reason, later(start, 14)
        with acting_as(actor), transaction.atomic():
            found = first_available(actor, visit_reason_id=reason, start=start, end=end)
        return {slot.agenda.role_id: slot.start // MINUTE for slot in found}

    return ask


def _works(
    world: World, actor: Actor, case: Case, connection: "psycopg.Connection[Any]"
) -> dict[str, Callable[[int], object]]:
    def product(turn: int) -> object:
        return product_search(actor, *case.asked(world, turn))

    def floor(search: Callable[..., Starts]) -> Callable[[int], object]:
        return lambda turn: search(connection, question(*case.asked(world, turn)[1:]))

    return {"product": product, **{name: floor(search) for name, search in FLOORS.items()}}


def _same_answers(world: World, actor: Actor, case: Case, connection: "psycopg.Connection[Any]") -> None:
    """A floor that answers something else measures something else."""
    for turn in range(3):
        reason, agendas, start, end = case.asked(world, turn)
        found = {
            group.practitioner_role_id: [int(moment.timestamp()) // MINUTE for moment in group.starts]
            for group in product_search(actor, reason, agendas, start, end).groups
        }
        wanted = [found.get(agenda.role, []) for agenda in agendas]
        for name, search in FLOORS.items():
            if search(connection, question(agendas, start, end)) != wanted:
                raise RuntimeError(f"slots {case.name}: the floor {name} and the product do not agree")


def _row(case: Case, spent: dict[str, Timing], best: str) -> Row:
    product, floor = spent["product"].p50, spent[best].p50
    return at_most(
        f"slots {case.name}, in process",
        product / floor,
        IN_PROCESS_LIMIT,
        unit=f" × floor ({shown(product)} ms)",
        floor=f"{shown(floor)} ms ({best})",
        reach=f"p50 ≤ {IN_PROCESS_LIMIT:.0f} × floor",
        timings=spent,
    )


def _request(reason: UUID, agendas: list[Agenda], start: datetime, end: datetime, *, all_: bool) -> Request:
    asked: list[tuple[str, str]] = [("visit_reason", str(reason)), ("from", start.isoformat()), ("to", end.isoformat())]
    if not all_:
        asked += [("practitioner_role", str(agenda.role)) for agenda in agendas]
    return "GET", f"/api/v1/slots?{urlencode(asked)}", "", ""


def _all_good(results: list[Any]) -> None:
    wrong = {result[0] for result in results} - {200}
    if wrong:
        raise RuntimeError(f"unexpected answers: {sorted(wrong)}")
