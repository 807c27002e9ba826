"""Finding a patient, and one practitioner's day: against the query function's own SQL without row-level security.

The floor replays every statement of the function, its journal entries included, in one transaction of a role
that no policy binds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from django.db import connection as product_connection
from django.db import transaction

from bench.clients import Request, play
from bench.report import Row, at_most, shown
from bench.server import Server
from bench.sizes import Sizes
from bench.timing import Timing, together
from bench.world import World, midnight, next_monday
from booking.queries import day_view
from core.ids import new_id
from core.scoping import Actor, acting_as
from crypto.fields import Sealed
from patients.models import Patient
from patients.search import SearchTerms, search

FACTOR, SEARCH_P95_MS, DAY_P95_MS = 2.0, 50.0, 30.0
PROBES = 12
NIRS_A_PERSON = 30  # below the product's own limit of 60 a minute and person
CONTEXT = "set_config('app.ctx'"
JOURNAL, EVENT_IDS = "INSERT INTO audit_auditevent", 0  # the value that holds the ids
Statement = tuple[str, list[Any] | Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Probe:
    """One person to be found, and what each kind of search would type."""

    birth_date: date
    letters: str
    phone: str
    nir: str

    def terms(self, kind: str) -> SearchTerms:
        return SearchTerms(**{_FIELD[kind]: getattr(self, kind)})

    def request(self, kind: str) -> Request:
        return "POST", "/api/v1/patients/search", dumps({_FIELD[kind]: str(getattr(self, kind))}), ""


_FIELD = {"birth_date": "birth_date", "letters": "name", "phone": "phone", "nir": "nir"}
KINDS = {"birth_date": "birth date", "letters": "3 letters", "phone": "phone", "nir": "NIR"}


def probes(world: World) -> list[Probe]:
    """A dozen patients of different practices. Their NIRs are opened by the product."""
    found: list[Probe] = []
    for practice in (world.practices[n % len(world.practices)] for n in range(PROBES)):
        (key,) = world.patients(practice, 1 + len(found))[-1:]
        with acting_as(_reader(practice.id)), transaction.atomic():
            patient = Patient.objects.prefetch_related("phones").get(pk=key)
            nir: Sealed = patient.nir  # type: ignore[assignment]
            phone = patient.phones.all()[0].e164
            found.append(Probe(patient.birth_date, patient.search_used_name[:3], phone, nir.open()))
    return found


def _reader(practice_id: UUID) -> Actor:
    return Actor(user_id=None, grants={practice_id: frozenset({"*"})})


def measure_searches(world: World, actors: Sequence[Actor], sizes: Sizes, found: Sequence[Probe]) -> list[Row]:
    rows = []
    for kind, name in KINDS.items():

        def ask(turn: int, kind: str = kind) -> object:
            actor = actors[turn % len(actors)]
            with acting_as(actor):
                return search(actor, found[turn % len(found)].terms(kind))

        rows.append(_against_own_sql(world, f"patient by {name}, in process", ask, sizes))
    return rows


def measure_day(world: World, actor: Actor, sizes: Sizes) -> Row:
    practice, day = world.served[0], next_monday().date()

    def ask(turn: int) -> object:
        role = practice.agendas[turn % len(practice.agendas)].role
        with acting_as(actor), transaction.atomic():
            return day_view(actor, practice.id, day, practitioner_role_ids=[role])

    return _against_own_sql(world, "one practitioner's day, in process", ask, sizes)


def measure_over_http(
    world: World, server: Server, of_all: Sequence[str], of_three: str, sizes: Sizes, found: Sequence[Probe]
) -> list[Row]:
    """Searches by the secretaries of every practice, in turns; the day by a secretary of three."""
    rows = []
    for kind, name in KINDS.items():
        count = min(sizes.requests, NIRS_A_PERSON * len(of_all))
        requests = [found[turn % len(found)].request(kind) for turn in range(count)]
        steps = [_one_lane(request, turn % len(of_all), len(of_all)) for turn, request in enumerate(requests)]
        spent = _spent(play(server.port, of_all, steps))
        rows.append(_http_row(f"patient by {name}, HTTP", spent, SEARCH_P95_MS))
    requests = [_day_request(world, turn) for turn in range(sizes.requests)]
    rows.append(
        _http_row("one practitioner's day, HTTP", _spent(play(server.port, [of_three], [[requests]])), DAY_P95_MS)
    )
    return rows


def _one_lane(request: Request, place: int, lanes: int) -> list[list[Request]]:
    """A step in which one of the clients asks and the others wait."""
    return [[request] if lane == place else [] for lane in range(lanes)]


def _day_request(world: World, turn: int) -> Request:
    practice, day = world.served[0], next_monday().date()
    asked = {
        "practice": practice.id,
        "practitioner_role": practice.agendas[turn % len(practice.agendas)].role,
        "from": midnight(day).isoformat(),
        "to": midnight(day + timedelta(days=1)).isoformat(),
    }
    return "GET", f"/api/v1/appointments?{urlencode(asked)}", "", ""


def _spent(steps: Sequence[Any]) -> Timing:
    results = [result for step in steps for result in step.results]
    wrong = {status for status, _ in results} - {200}
    if wrong:
        raise RuntimeError(f"unexpected answers: {sorted(wrong)}")
    return Timing.of([seconds for _, seconds in results])


def _http_row(name: str, spent: Timing, limit: float) -> Row:
    return at_most(
        name, spent.p95, limit, unit=f" ms p95 (p50 {shown(spent.p50)})", floor="–", reach=f"p95 ≤ {limit:.0f} ms",
        timing=spent,
    )  # fmt: skip


def _against_own_sql(world: World, name: str, ask: Callable[[int], object], sizes: Sizes) -> Row:
    recorded = [_recorded(ask, turn) for turn in range(PROBES)]
    with world.database.superuser() as connection:

        def floor(turn: int) -> None:
            _replay(connection, recorded[turn % len(recorded)])

        spent = together(sizes.samples, {"product": ask, "floor": floor})
    factor = spent["product"].p50 / spent["floor"].p50
    return at_most(
        name,
        factor,
        FACTOR,
        unit=f" × floor ({shown(spent['product'].p50)} ms)",
        floor=f"{shown(spent['floor'].p50)} ms (own SQL)",
        reach=f"≤ {FACTOR:.0f} × floor",
        timings=spent,
        statements=len(recorded[0]),
    )


def _recorded(ask: Callable[[int], object], turn: int) -> list[Statement]:
    """The statements that the function sends, without the one that carries the practice context."""
    statements: list[Statement] = []

    def note(execute: Callable[..., Any], query: str, values: Any, many: bool, context: Any) -> Any:
        if CONTEXT not in query:
            statements.append((query, values if isinstance(values, Mapping) else list(values or [])))
        return execute(query, values, many, context)

    with product_connection.execute_wrapper(note):
        ask(turn)
    return statements


def _replay(connection: "psycopg.Connection[Any]", statements: Sequence[Statement]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        for query, values in statements:
            if JOURNAL in query and isinstance(values, list):
                values = [[new_id() for _ in value] if n == EVENT_IDS else value for n, value in enumerate(values)]
            cursor.execute(query, values or None)
            if cursor.description:
                cursor.fetchall()
