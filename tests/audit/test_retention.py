"""Twelve months, then the body goes and the chain stays (R-04): not a day before, whatever the caller says."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import transaction

from audit import verifier
from audit.retention import TERM, Purgeable, purge_bodies, purgeable
from core import clock
from core.scoping import acting_as, system_actor
from tests.audit.journal import rows, seal, tamper, write

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.requirement("SAS-20")]
NOW = clock.now()
OLD, YOUNG = NOW - TERM - timedelta(days=1), NOW - TERM + timedelta(days=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Write events as they would have been written on another day."""

    def written(day, practice_id: UUID | None, count: int = 1, patient_id: UUID | None = None) -> None:  # type: ignore[no-untyped-def]
        with monkeypatch.context() as then:
            then.setattr("audit.services.now", lambda: day)
            write(practice_id, count, patient_id)

    return written


def purge(practice_id: UUID | None, **options: object) -> int:
    with acting_as(system_actor(*([practice_id] if practice_id else []))), transaction.atomic():
        return purge_bodies(practice_id, NOW, **options)  # type: ignore[arg-type]


def ask(practice_id: UUID | None, kept: tuple[UUID, ...] = ()) -> Purgeable:
    with acting_as(system_actor(*([practice_id] if practice_id else []))), transaction.atomic():
        return purgeable(practice_id, NOW, kept)


def whole(practice_id: UUID | None) -> int:
    (row,) = rows(
        "SELECT count(*) FROM audit_auditevent WHERE practice_id IS NOT DISTINCT FROM %s AND body IS NOT NULL",
        practice_id,
    )
    return int(row[0])


@pytest.mark.parametrize("chain", ["practice", "platform"])
def test_what_is_a_day_older_goes_and_what_is_a_day_younger_stays(at, chain: str) -> None:  # type: ignore[no-untyped-def]
    practice_id = uuid4() if chain == "practice" else None
    at(OLD, practice_id, 2)
    at(YOUNG, practice_id, 3)
    at(OLD, uuid4(), 1)
    seal(6)
    assert ask(practice_id) == Purgeable(due=2, held=0, oldest=YOUNG)
    assert purge(practice_id) == 2
    assert whole(practice_id) == 3
    assert (ask(practice_id).due, purge(practice_id)) == (0, 0)
    assert verifier.verify().findings == []


def test_a_purge_goes_on_where_the_last_one_stopped(at) -> None:  # type: ignore[no-untyped-def]
    practice_id = uuid4()
    at(OLD, practice_id, 5)
    seal(5)
    assert [purge(practice_id, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_names_a_held_patient_stays_whole(at) -> None:  # type: ignore[no-untyped-def]
    practice_id, held, other = uuid4(), uuid4(), uuid4()
    at(OLD, practice_id, 1, held)
    at(OLD, practice_id, 1, other)
    at(OLD, practice_id, 1)
    seal(3)
    assert ask(practice_id, (held,)) == Purgeable(due=2, held=1, oldest=None)
    assert purge(practice_id, kept=(held,)) == 2
    assert rows("SELECT patient_id FROM audit_auditevent WHERE body IS NOT NULL") == [(held,)]
    assert purge(practice_id) == 1


def test_the_database_purges_nothing_younger_than_a_year_nor_unsealed_nor_of_another_practice(at) -> None:  # type: ignore[no-untyped-def]
    practice_id, elsewhere = uuid4(), uuid4()
    at(YOUNG, practice_id)
    seal(1)
    at(OLD, practice_id)  # never sealed
    far = NOW + timedelta(days=4_000)
    with acting_as(system_actor(practice_id)), transaction.atomic():
        assert purge_bodies(practice_id, far) == 0
    with acting_as(system_actor(elsewhere)), transaction.atomic():
        assert purge_bodies(practice_id, far) == 0
        assert purgeable(practice_id, far).due == 0
    seal(1)
    with acting_as(system_actor(elsewhere)), transaction.atomic():
        assert purge_bodies(practice_id, far) == 0
    with acting_as(system_actor(practice_id)), transaction.atomic():
        assert purge_bodies(practice_id, far) == 1  # positive control: the sealed old one, and only that one


def test_the_verifier_answers_0_after_a_purge_and_1_after_tampering(at) -> None:  # type: ignore[no-untyped-def]
    practice_id = uuid4()
    at(OLD, practice_id, 3)
    at(YOUNG, practice_id, 1)
    seal(4)
    assert purge(practice_id) == 3
    call_command("audit_verify")
    tamper("UPDATE audit_auditevent SET leaf = sha256(leaf) WHERE practice_id = %s AND pos = 2", practice_id)
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_verify")
    assert stopped.value.code == 1
