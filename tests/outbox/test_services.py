import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from core.scoping import acting_as, system_actor
from outbox import services
from outbox.models import OutboxRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOPIC, CHANNEL = "appointment.booked", "console"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def practice(db: None) -> Iterator[UUID]:
    practice_id = uuid4()
    with acting_as(system_actor(practice_id)):
        yield practice_id


def ask(practice_id: UUID | None, **changes: Any) -> bool:
    values: dict[str, Any] = {"topic": TOPIC, "channel": CHANNEL, "entity_id": uuid4(), "practice_id": practice_id}
    return services.enqueue(**{**values, **changes})


def test_asking_is_one_statement_and_asking_again_for_the_same_thing_does_nothing(
    practice: UUID, django_assert_num_queries: Any
) -> None:
    entity = uuid4()
    with django_assert_num_queries(1):
        assert ask(practice, entity_id=entity) is True
    assert ask(practice, entity_id=entity) is False
    assert OutboxRow.objects.count() == 1


@pytest.mark.parametrize("change", [{"topic": "other"}, {"channel": "sms"}, {"version": 2}, {"entity_id": uuid4()}])
def test_another_topic_channel_version_or_entity_is_another_thing(practice: UUID, change: dict[str, Any]) -> None:
    entity = uuid4()
    ask(practice, entity_id=entity)
    assert ask(practice, **{"entity_id": entity, **change}) is True


def test_the_database_itself_refuses_the_same_thing_twice(practice: UUID) -> None:
    row = {"practice_id": practice, "topic": TOPIC, "channel": CHANNEL, "entity_id": uuid4()}
    OutboxRow.objects.create(**row)
    with pytest.raises(IntegrityError, match="outboxrow_said_once"):
        OutboxRow.objects.create(**row)


def test_a_row_disappears_with_the_transaction_of_its_cause(practice: UUID) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(practice)
        raise ZeroDivisionError
    assert services.claim(10) == []


def test_a_claimed_row_says_what_to_do_and_is_not_given_twice(practice: UUID, clock: Any) -> None:
    entity = uuid4()
    ask(practice, entity_id=entity, version=3)
    [row] = services.claim(10)
    assert (row.practice_id, row.topic, row.entity_id, row.channel, row.version, row.attempts) == (
        practice, TOPIC, entity, CHANNEL, 3, 1,
    )  # fmt: skip
    assert services.claim(10) == []


def test_a_worker_claims_for_every_practice_and_sees_ids_only(practice: UUID) -> None:
    ask(practice)
    with acting_as(system_actor(other := uuid4())):
        ask(other)
    with acting_as(None):
        assert {row.practice_id for row in services.claim(10)} == {practice, other}


def test_a_practice_does_not_see_the_rows_of_another(practice: UUID) -> None:
    ask(practice)
    with acting_as(system_actor(uuid4())):
        assert OutboxRow.objects.count() == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ask(practice)
    assert OutboxRow.objects.count() == 1


def test_what_concerns_no_practice_is_done_as_well(db: None) -> None:
    assert ask(None) is True
    [row] = services.claim(10)
    assert row.practice_id is None
    assert services.mark_done(row) is True
    assert OutboxRow.objects.get().state == "done"


def test_only_what_is_due_is_claimed_in_the_order_it_is_due(practice: UUID, clock: Any) -> None:
    later, soon = uuid4(), uuid4()
    ask(practice, entity_id=later, not_before=NOON + timedelta(hours=2))
    ask(practice, entity_id=soon, not_before=NOON + timedelta(hours=1))
    assert services.claim(10) == []
    clock.move_to(NOON + timedelta(hours=3))
    assert [services.claim(1)[0].entity_id for _ in range(2)] == [soon, later]


@pytest.mark.parametrize(("end", "state"), [("mark_done", "done"), ("mark_void", "void")])
def test_an_ended_row_never_comes_back(practice: UUID, clock: Any, end: str, state: str) -> None:
    ask(practice)
    [row] = services.claim(10)
    assert getattr(services, end)(row, "moved") is True
    kept = OutboxRow.objects.get()
    assert (kept.state, kept.last_outcome, kept.ended_at, kept.claim_id) == (state, "moved", NOON, None)
    clock.shift(timedelta(days=1))
    assert services.claim(10) == []


def test_a_failed_row_comes_back_after_pauses_that_double(practice: UUID, clock: Any) -> None:
    ask(practice)
    for attempt, pause in enumerate((30, 60, 120, 240), start=1):
        [row] = services.claim(10)
        assert row.attempts == attempt
        assert services.retry_later(row, "provider-silent") is True
        clock.shift(timedelta(seconds=pause - 1))
        assert services.claim(10) == []
        clock.shift(timedelta(seconds=1))
    [row] = services.claim(10)
    assert services.retry_later(row, "provider-silent", timedelta(minutes=1)) is True
    clock.shift(timedelta(minutes=1))
    assert len(services.claim(10)) == 1


def test_when_a_worker_dies_its_lease_runs_out_and_it_no_longer_decides(practice: UUID, clock: Any) -> None:
    ask(practice)
    [dead] = services.claim(10, timedelta(minutes=2))
    clock.shift(timedelta(minutes=1, seconds=59))
    assert services.claim(10) == []
    clock.shift(timedelta(seconds=1))
    [alive] = services.claim(10)
    assert (alive.id, alive.attempts) == (dead.id, 2)
    for late in (
        services.mark_done,
        lambda row: services.mark_void(row, "x"),
        lambda row: services.retry_later(row, "x"),
    ):
        assert late(dead) is False
    assert OutboxRow.objects.get().state == "pending"
    assert services.mark_done(alive) is True
    assert services.mark_done(alive) is False


def test_workers_that_claim_at_once_share_the_rows_without_waiting_for_each_other(committed: None) -> None:
    practice_id = uuid4()
    with acting_as(system_actor(practice_id)), transaction.atomic():
        for _ in range(40):
            ask(practice_id)
    together = threading.Barrier(4)

    def worker() -> list[UUID]:
        together.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        mine = [row.id for _ in range(5) for row in services.claim(3)]
        connections.close_all()
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [row for done in [pool.submit(worker) for _ in range(4)] for row in done.result()]
    assert len(claimed) == len(set(claimed)) == 40


def test_a_row_locked_by_another_transaction_is_skipped(committed: None) -> None:
    practice_id = uuid4()
    with acting_as(system_actor(practice_id)), transaction.atomic():
        ask(practice_id, not_before=NOON - timedelta(days=30))
        ask(practice_id)
    ready, go = threading.Event(), threading.Event()

    def holder() -> list[services.Claim]:
        with transaction.atomic():
            mine = services.claim(1)
            ready.set()
            go.wait(20)
        connections.close_all()
        return mine

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(holder)
        assert ready.wait(20)
        others = services.claim(10)
        go.set()
        assert len(others) == 1
        assert {row.id for row in others}.isdisjoint({row.id for row in first.result()})


@pytest.mark.parametrize("values", [{"state": "done"}, {"claim_id": uuid4()}, {"state": "pending", "ended_at": NOON}])
def test_half_said_states_are_refused_by_the_database(practice: UUID, values: dict[str, Any]) -> None:
    ask(practice)
    with pytest.raises(IntegrityError):
        OutboxRow.objects.update(**values)
