"""Plans that must stay: under row-level security only leakproof conditions reach an index, and ours are."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection, transaction

from booking.models import Appointment
from core.scoping import acting_as, system_actor
from tests.conftest import superuser_address
from tests.factories.booking import MONDAY, NOW, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, make_world

# One visit, again and again: a year of quarters of an hour of twenty practitioners, of whom one is ours.
CROWD = """
    WITH line AS (
        SELECT n, gen_random_uuid() AS occupancy, gen_random_uuid() AS id,
               CASE n %% 20 WHEN 0 THEN %(practitioner)s::uuid ELSE md5((n %% 20)::text)::uuid END AS practitioner,
               %(start)s::timestamptz + (n / 20) * interval '15 minutes' AS starts
          FROM generate_series(1, 3000) n),
    taken AS (
        INSERT INTO booking_occupancy
        SELECT (jsonb_populate_record(o, jsonb_build_object('id', line.occupancy, 'practitioner_id', line.practitioner,
            'starts_at', starts, 'ends_at', starts + interval '15 minutes', 'patient_id', gen_random_uuid()))).*
          FROM booking_occupancy o, line)
    INSERT INTO booking_appointment
    SELECT (jsonb_populate_record(a, jsonb_build_object('id', line.id, 'practitioner_id', line.practitioner,
        'starts_at', starts, 'ends_at', starts + interval '15 minutes', 'occupancy_id', line.occupancy))).*
      FROM booking_appointment a, line
"""


@pytest.fixture
def ours(committed: None) -> Iterator[House]:
    """A practice with three thousand visits, put there behind every rule's back, and analysed."""
    with time_machine.travel(NOW, tick=True):
        house = make_world().ours
        open_every_week(house.role)
        actor = system_actor(house.practice.id)
        with acting_as(actor):
            book(actor, house, make_patient(house.practice, "Morin", "Ana").id, at("09:00"))
            with psycopg.connect(superuser_address(), autocommit=True) as everything:
                everything.execute("SET session_replication_role = replica")
                everything.execute(CROWD, {"practitioner": house.role.practitioner_id, "start": at("12:00")})
                everything.execute("VACUUM ANALYZE booking_occupancy, booking_appointment")
            with transaction.atomic():
                yield house


def plan_of(sql: str, parameters: list[object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_the_agenda_of_a_period_is_read_by_its_index(ours: House) -> None:
    wanted = Appointment.objects.filter(
        practice_id=ours.practice.id, starts_at__gte=at("00:00"), starts_at__lt=at("00:00", MONDAY + timedelta(days=1))
    ).order_by("starts_at")
    plan = wanted.explain()
    assert "appointment_agenda" in plan
    assert "starts_at >=" in plan.split("Index Cond:")[1].splitlines()[0]


def test_who_is_busy_is_read_by_practitioner_and_start(ours: House) -> None:
    plan = plan_of(
        "SELECT starts_at, ends_at, lane FROM booking_occupancy WHERE practitioner_id = ANY(%s::uuid[])"
        " AND starts_at < %s::timestamptz AND starts_at > %s::timestamptz - interval '2 days'",
        [[ours.role.practitioner_id], at("12:00"), at("09:00")],
    )
    assert "occupancy_practitioner_time" in plan
    condition = plan.split("Index Cond:")[1].splitlines()[0]
    assert "practitioner_id" in condition and "starts_at <" in condition and "starts_at >" in condition
