"""Ordered locks and whole retries: what waits for what, and what is left when waiting is given up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction

from booking import locks, services
from booking.locks import ATTEMPTS, in_one_transaction, is_contention, lock_practitioners
from booking.models import Appointment, Occupancy
from core.errors import Busy
from core.ids import new_id
from core.scoping import acting_as
from tests.factories.booking import open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE


class Broken(OperationalError):
    def __init__(self, sqlstate: str) -> None:
        super().__init__()
        self.sqlstate = sqlstate


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_LONGEST_PAUSE", 0.0)


@pytest.mark.django_db
@pytest.mark.parametrize("sqlstate", ["40P01", "55P03"])
def test_contention_is_tried_three_times_again_then_told(sqlstate: str) -> None:
    tries = []

    @in_one_transaction
    def contended(succeeds_at: int) -> int:
        tries.append(sqlstate)
        if len(tries) < succeeds_at:
            raise Broken(sqlstate)
        return len(tries)

    assert contended(ATTEMPTS) == 4
    tries.clear()
    with pytest.raises(Busy):
        contended(ATTEMPTS + 1)
    assert len(tries) == 4


@pytest.mark.django_db
def test_what_is_not_contention_is_not_tried_again() -> None:
    tries = []

    @in_one_transaction
    def broken() -> None:
        tries.append(1)
        raise Broken("57014")

    with pytest.raises(OperationalError):
        broken()
    assert tries == [1]
    assert not is_contention(None) and not is_contention(ValueError())


@pytest.mark.django_db
def test_a_retry_starts_from_nothing(db: None) -> None:
    kept = []

    @in_one_transaction
    def write_then_fail() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.trial', %s::text, true)", [str(len(kept))])
            cursor.execute("SELECT current_setting('app.trial')")
            kept.append(cursor.fetchone()[0])
        if len(kept) < 2:
            raise Broken("40P01")

    write_then_fail()
    assert kept == ["0", "1"]


@pytest.mark.usefixtures("committed")
def test_a_lock_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        lock_practitioners([new_id()])


@contextmanager
def somebody_else() -> Iterator[psycopg.Connection[Any]]:
    """A second connection with an open transaction."""
    own = connections["default"].settings_dict
    with psycopg.connect(
        host=own["HOST"], port=own["PORT"] or None, user=own["USER"], password=own["PASSWORD"], dbname=own["NAME"]
    ) as other:
        yield other
        other.rollback()


def take(other: psycopg.Connection[Any], practitioner_id: UUID, *, exclusive: bool) -> None:
    function = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    other.execute(f"SELECT {function}(%s)", [locks._key(practitioner_id)])


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_bookings_pass_beside_each_other_and_wait_for_a_change_of_the_agenda() -> None:
    world = make_world()
    day = (datetime.now(UTC) + timedelta(days=10)).date()
    open_every_week(world.ours.role, "00:00", "00:00", weekdays=(day.weekday(),))
    camille = world.actor(CAMILLE)
    who = world.ours.role.practitioner_id
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    with acting_as(camille):
        with somebody_else() as other:
            take(other, who, exclusive=False)
            assert attempt(world, noon) == "booked"
        with somebody_else() as other:
            take(other, who, exclusive=True)
            assert attempt(world, noon + timedelta(hours=1)) == "busy"
        assert attempt(world, noon + timedelta(hours=1)) == "booked"
        with transaction.atomic():
            assert (Appointment.objects.count(), Occupancy.objects.count()) == (2, 2)


def attempt(world: World, start: datetime) -> str:
    """Book with little patience."""
    patient = make_patient(world.ours.practice, "Alpha" if start.hour == 12 else "Bravo")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    try:
        return services.book_appointment(
            actor=world.actor(CAMILLE),
            patient_id=patient.id,
            visit_reason_id=world.ours.visit_reason.id,
            practitioner_role_id=world.ours.role.id,
            start=start,
            overbooked="Essai",
        ).status
    except Busy:
        return "busy"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
