"""Plans that must stay: under row-level security only leakproof conditions reach an index, and ours are."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection, connections

from booking.models import Appointment
from core.scoping import Actor
from tests.conftest import superuser_address
from tests.factories.booking import MONDAY, at
from tests.factories.practices import House

FORGET_STATISTICS = """
DO $$ BEGIN
    IF to_regproc('pg_catalog.pg_clear_attribute_stats') IS NOT NULL THEN
        PERFORM pg_clear_attribute_stats('public', tablename, attname, false) FROM pg_stats
         WHERE schemaname = 'public' AND tablename IN ('booking_appointment', 'booking_occupancy');
        PERFORM pg_clear_relation_stats('public', 'booking_appointment');
        PERFORM pg_clear_relation_stats('public', 'booking_occupancy');
    END IF;
END $$
"""


@pytest.fixture(scope="module", autouse=True)
def files_as_new(django_db_setup: None) -> None:
    """What races wrote and a sweep deleted still lies in the files, and the planner counts their pages."""
    with psycopg.connect(superuser_address(), autocommit=True) as everything:
        for table in ("booking_occupancy", "booking_appointment"):
            everything.execute(f"VACUUM {table}")
            everything.execute(f"REINDEX TABLE {table}")


@pytest.fixture
def no_shortcut(camille: Actor) -> None:
    """The tables are tiny here: ask for the plan that a large table would get.

    Races of other tests really commit: what the planner remembers of their rows must not decide here.
    """
    login = connections["owner"].settings_dict
    with psycopg.connect(
        host=login["HOST"], port=login["PORT"] or None, user=login["USER"], password=login["PASSWORD"],
        dbname=login["NAME"], autocommit=True,
    ) as owner:  # fmt: skip
        owner.execute(FORGET_STATISTICS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def plan_of(sql: str, parameters: list[object]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.usefixtures("no_shortcut")
def test_the_agenda_of_a_period_is_read_by_its_index(ours: House) -> None:
    wanted = Appointment.objects.filter(
        practice_id=ours.practice.id, starts_at__gte=at("00:00"), starts_at__lt=at("00:00", MONDAY + timedelta(days=1))
    ).order_by("starts_at")
    plan = wanted.explain()
    assert "appointment_agenda" in plan
    assert "starts_at >=" in plan.split("Index Cond:")[1].splitlines()[0]


@pytest.mark.usefixtures("no_shortcut")
def test_who_is_busy_is_read_by_practitioner_and_start(ours: House) -> None:
    plan = plan_of(
        "SELECT starts_at, ends_at, lane FROM booking_occupancy WHERE practitioner_id = ANY(%s::uuid[])"
        " AND starts_at < %s::timestamptz AND starts_at > %s::timestamptz - interval '2 days'",
        [[ours.role.practitioner_id], at("12:00"), at("09:00")],
    )
    assert "occupancy_practitioner_time" in plan
    condition = plan.split("Index Cond:")[1].splitlines()[0]
    assert "practitioner_id" in condition and "starts_at <" in condition and "starts_at >" in condition
