import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from audit import chain, sealer
from audit.management.commands import seal_journal
from tests.audit.journal import rows, seal, tamper, write

pytestmark = pytest.mark.usefixtures("committed")


def chained(practice_id: UUID | None) -> list[tuple[int, bytes, bytes, datetime, bytes]]:
    return rows(
        "SELECT pos, prev, hash, at, leaf FROM audit_auditevent WHERE practice_id IS NOT DISTINCT FROM %s ORDER BY pos",
        practice_id,
    )


def test_each_practice_and_the_platform_have_a_chain_of_their_own() -> None:
    one, two = uuid4(), uuid4()
    for practice_id in (one, None, two, one, None, one):
        write(practice_id)
    seal(6)
    for practice_id, size in ((one, 3), (two, 1), (None, 2)):
        name, previous = chain.chain_of(practice_id), chain.GENESIS
        events = chained(practice_id)
        assert [pos for pos, *_ in events] == list(range(1, size + 1))
        for pos, prev, digest, at, leaf in events:
            assert prev == previous
            assert digest == chain.link(prev, name, pos, at, leaf)
            previous = digest
        assert rows("SELECT size, hash FROM audit_chainhead WHERE chain = %s", name) == [(size, previous)]


def test_a_second_pass_goes_on_where_the_first_stopped_and_seals_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    practice = uuid4()
    write(practice, 7)
    monkeypatch.setattr(sealer, "BATCH", 3)
    seal(7)
    assert sealer.seal_all() == 0
    write(practice, 2)
    seal(2)
    assert [pos for pos, *_ in chained(practice)] == list(range(1, 10))


def test_an_event_that_is_not_committed_is_neither_sealed_nor_overtaken() -> None:
    practice, ready, go = uuid4(), threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            write(practice)
            ready.set()
            go.wait(20)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(slow_writer)
        assert ready.wait(20)
        write(practice)
        # The second event is committed; the first still runs and may come before it.
        assert sealer.seal_all() == 0
        assert sealer.lag() >= timedelta()
        go.set()
        running.result()
    seal(2)
    assert sealer.lag() == timedelta()


def test_writers_do_not_wait_for_a_sealer_that_is_in_the_middle_of_a_pass() -> None:
    practice = uuid4()
    write(practice, 5)
    with transaction.atomic(using="sealer"):
        # A neighbour's open transaction may hold some of the five back.
        while not (first := sealer.seal_once()):
            pass
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        write(practice, 5)
    seal(10 - first)
    assert len(chained(practice)) == 10


def test_only_one_sealer_works_at_a_time() -> None:
    write(uuid4())
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealer.LOCK])
        assert sealer.seal_once() == 0
    seal(1)


def test_many_writers_and_two_sealers_leave_one_whole_chain() -> None:
    practice, stopping = uuid4(), threading.Event()

    def writer() -> None:
        for _ in range(10):
            write(practice, 2)
        connections.close_all()

    def sealing() -> None:
        while not stopping.is_set():
            sealer.seal_once()
        connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        sealers = [pool.submit(sealing) for _ in range(2)]
        for done in [pool.submit(writer) for _ in range(4)]:
            done.result()
        stopping.set()
        for done in sealers:
            done.result()
    already = rows("SELECT count(pos) FROM audit_auditevent")[0][0]
    seal(80 - already)
    assert [pos for pos, *_ in chained(practice)] == list(range(1, 81))


def test_events_restored_into_a_new_cluster_are_sealed_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    practice = uuid4()
    write(practice, 2)
    assert tamper("UPDATE audit_auditevent SET xid = '99999999999'") == 2
    assert sealer.seal_all() == 0
    call_command("seal_journal", after_restore=True)
    assert "2 events chained" in capsys.readouterr().out


def test_the_sealing_process_stops_when_told_and_survives_a_database_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopping, passes = threading.Event(), []

    def failing() -> int:
        passes.append(1)
        if len(passes) == 2:
            stopping.set()
        with connections["sealer"].cursor() as cursor:
            cursor.execute("SELECT 1/0")
        return 0

    monkeypatch.setattr(seal_journal, "ERROR_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(sealer, "seal_all", failing)
    seal_journal.run(stopping)
    assert len(passes) == 2
    assert "cannot be sealed for now" in caplog.text
