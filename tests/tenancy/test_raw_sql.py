"""Another practice's row does not exist, even for raw SQL (security.md T3): 0 rows, or SQLSTATE 42501.

Every question is also asked with a right context, which must find the row: the positive control.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core.scoping import acting_as, system_actor
from tests.factories.consent import make_notice
from tests.factories.patients import make_patient
from tests.factories.practices import World, join_as_practice_secretary, make_person, make_world
from tests.tenancy.contexts import REFUSED, carrying, expired, forgeries, own, practice_tables

pytestmark = pytest.mark.django_db

# The web role cannot read these at all; test_tables proves it by the catalogue.
NOT_READABLE = {"audit_auditevent"}


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    """Rows of both practices in as many tables as their rooms' factories fill."""
    world = make_world()
    for house in (world.ours, world.theirs):
        make_notice(house.practice)
        make_patient(house.practice, phones=("+33199000001",), nir="")
        join_as_practice_secretary(house.practice, make_person())
    yield world


def readable() -> list[tuple[str, str]]:
    return [(table, column) for table, column in practice_tables() if table not in NOT_READABLE and may(table)]


def may(table: str, right: str = "SELECT") -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
        return bool(cursor.fetchone()[0])


def count(cursor: Any, table: str, column: str, practice_id: Any) -> int:
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [practice_id])
    return int(cursor.fetchone()[0])


def sqlstate(error: DatabaseError) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


@pytest.mark.requirement("CH-03")
@pytest.mark.requirement("ST-19")
def test_a_right_context_sees_its_own_rows_and_only_them(world: World) -> None:
    """The control: without it the zeros below would prove nothing."""
    filled = set()
    for table, column in readable():
        with carrying(own(world.ours.practice)) as cursor:
            if count(cursor, table, column, world.ours.practice.id):
                filled.add(table)
            assert count(cursor, table, column, world.theirs.practice.id) == 0, table
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} <> %s", [world.ours.practice.id])
            assert cursor.fetchone()[0] == 0, table
    assert filled >= {
        "consent_notice",
        "consent_noticerecord",
        "patients_patient",
        "patients_patientphone",
        "practices_delegation",
        "practices_location",
        "practices_practice",
        "practices_practicemembership",
        "practices_practitionerrole",
        "practices_visitreason",
        "practices_visitreasonrole",
    }


@pytest.mark.requirement("ST-19")
@pytest.mark.parametrize("context", ["", "never set"])
def test_without_a_context_no_row_exists(world: World, context: str) -> None:
    for table, column in readable():
        if context == "never set":
            with transaction.atomic(), connection.cursor() as cursor:
                assert count(cursor, table, column, world.ours.practice.id) == 0, table
        else:
            with carrying(context) as cursor:
                assert count(cursor, table, column, world.ours.practice.id) == 0, table


def test_an_expired_context_is_refused_by_the_database(world: World) -> None:
    refusals = set()
    for table, column in readable():
        try:
            with carrying(expired(world.ours.practice)) as cursor:
                # An empty table never asks for the context: nothing to see there either.
                assert count(cursor, table, column, world.ours.practice.id) == 0, table
        except DatabaseError as refused:
            assert sqlstate(refused) == REFUSED, table
            refusals.add(table)
    assert refusals >= {"patients_patient", "practices_practice", "consent_noticerecord", "practices_delegation"}


@pytest.mark.parametrize("forgery", range(12))
def test_a_forged_context_is_refused_by_the_database(world: World, forgery: int) -> None:
    name, context = sorted(forgeries(world.ours.practice, world.theirs.practice).items())[forgery]
    for table, column in (("patients_patient", "practice_id"), ("practices_practice", "id")):
        with pytest.raises(DatabaseError) as refused, carrying(context) as cursor:
            count(cursor, table, column, world.ours.practice.id)
        assert sqlstate(refused.value) == REFUSED, (name, table)


@pytest.mark.requirement("CH-14")
def test_a_foreign_context_changes_and_removes_nothing(world: World) -> None:
    for table, column in readable():
        for statement in (
            f"UPDATE {table} SET {column} = {column} WHERE {column} = %s",
            f"DELETE FROM {table} WHERE {column} = %s",
        ):
            with carrying(own(world.theirs.practice)) as cursor:
                try:
                    with transaction.atomic():
                        cursor.execute(statement, [world.ours.practice.id])
                        touched = cursor.rowcount
                except DatabaseError as refused:
                    assert sqlstate(refused) == REFUSED, (table, statement)
                    touched = 0
                assert touched == 0, (table, statement)


def test_a_right_context_changes_its_own_rows(world: World) -> None:
    with carrying(own(world.ours.practice)) as cursor:
        cursor.execute("UPDATE practices_location SET city = city WHERE practice_id = %s", [world.ours.practice.id])
        assert cursor.rowcount == 1


def test_a_foreign_context_plants_no_row_in_another_practice(world: World) -> None:
    planted = 0
    for table, column in readable():
        if not may(table, "INSERT"):
            continue
        with carrying(own(world.ours.practice)) as cursor:
            # What belongs to no practice is everybody's: it is not planted anywhere.
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {column} IS NOT NULL LIMIT 1")
            row = cursor.fetchone()
        if row is None:
            continue
        values = json.dumps(row[0]) if not isinstance(row[0], str) else row[0]
        insert = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
        with pytest.raises(DatabaseError) as refused, carrying(own(world.theirs.practice)) as cursor:
            cursor.execute(insert, [values])
        assert sqlstate(refused.value) == REFUSED, (table, column)
        planted += 1
    assert planted >= 10


@pytest.mark.requirement("CH-14")
def test_a_row_cannot_be_moved_to_another_practice(world: World) -> None:
    with pytest.raises(DatabaseError) as refused, carrying(own(world.ours.practice)) as cursor:
        cursor.execute("UPDATE practices_location SET practice_id = %s", [world.theirs.practice.id])
    assert sqlstate(refused.value) == REFUSED


@pytest.mark.requirement("CH-14")
def test_a_foreign_context_writes_nothing_into_another_practice_s_journal(world: World) -> None:
    columns = "id, practice_id, at, body, salt, leaf"
    values = "gen_random_uuid(), %s, now(), ''::bytea, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')"
    with pytest.raises(DatabaseError) as refused, carrying(own(world.theirs.practice)) as cursor:
        cursor.execute(f"INSERT INTO audit_auditevent ({columns}) VALUES ({values})", [world.ours.practice.id])
    assert sqlstate(refused.value) == REFUSED


def test_nobody_but_the_owner_reads_the_signing_key(world: World) -> None:
    with pytest.raises(DatabaseError) as refused, carrying(own(world.ours.practice)) as cursor:
        cursor.execute("SELECT * FROM ctx.signing_key")
    assert sqlstate(refused.value) == REFUSED
    with pytest.raises(DatabaseError) as refused, carrying(own(world.ours.practice)) as cursor:
        cursor.execute("SELECT ctx.verified()")
    assert sqlstate(refused.value) == REFUSED


def test_switching_policies_off_is_refused_to_the_web_role(world: World) -> None:
    for statement in (
        "SET LOCAL row_security = off; SELECT count(*) FROM patients_patient",
        "ALTER TABLE patients_patient DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE patients_patient NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY practice_floor ON patients_patient",
        "SET ROLE permanence_search",
        "SET ROLE permanence_owner",
        "SET SESSION AUTHORIZATION permanence_owner",
    ):
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            for part in statement.split("; "):
                cursor.execute(part)
        assert sqlstate(refused.value) == REFUSED, statement


def test_a_function_planted_in_a_temporary_schema_is_never_called(world: World) -> None:
    """Functions with their owner's rights fix their path: pg_temp comes last."""
    with carrying(own(world.theirs.practice)) as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.string_to_array(text, text) RETURNS text[] LANGUAGE sql AS"
            f" $$ SELECT ARRAY['{world.ours.practice.id}'] $$"
        )
        assert count(cursor, "patients_patient", "practice_id", world.ours.practice.id) == 0
        assert count(cursor, "patients_patient", "practice_id", world.theirs.practice.id) == 1


def test_the_same_question_through_the_models_answers_the_same(world: World) -> None:
    from patients.models import Patient
    from practices.models import Practice

    with acting_as(system_actor(world.theirs.practice.id)):
        assert list(Practice.objects.values_list("id", flat=True)) == [world.theirs.practice.id]
        assert not Patient.objects.filter(practice_id=world.ours.practice.id).exists()
        assert Patient.objects.count() == 1
