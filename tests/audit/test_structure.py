"""Nothing that touches a patient can be written without an event: proven on a table of the test's own."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from audit import services
from audit.actions import Action
from audit.structure import guarded
from core.scoping import acting_as, system_actor

pytestmark = pytest.mark.usefixtures("guarded_table")


@pytest.fixture
def guarded_table(committed: None) -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE sample_visit (id uuid PRIMARY KEY, patient_id uuid, words text)")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON sample_visit TO permanence_web")
        [operation] = guarded("sample_visit")
        cursor.execute(operation.sql)
    yield
    connection.close()
    with connections["owner"].cursor() as cursor:
        cursor.execute(operation.reverse_sql)
        cursor.execute("DROP TABLE sample_visit")


@pytest.fixture
def practice() -> Iterator[UUID]:
    practice_id = uuid4()
    with acting_as(system_actor(practice_id)):
        yield practice_id


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def journal(practice: UUID, patient: UUID) -> None:
    services.record(actor=None, action=Action.PATIENT_UPDATED, practice_id=practice, patient_id=patient)


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sample_visit")
        return cursor.fetchone()[0]


INSERT = "INSERT INTO sample_visit VALUES (gen_random_uuid(), %s, 'x')"


@pytest.mark.requirement("CH-14")
def test_a_write_about_a_patient_without_an_event_is_refused_at_commit(practice: UUID) -> None:
    with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
        execute(INSERT, uuid4())
    assert kept() == 0


def test_positive_control_the_same_write_with_its_event_is_kept(practice: UUID) -> None:
    patient = uuid4()
    with transaction.atomic():
        execute(INSERT, patient)
        journal(practice, patient)
    assert kept() == 1


def test_an_event_about_another_patient_does_not_help(practice: UUID) -> None:
    with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
        execute(INSERT, uuid4())
        journal(practice, uuid4())
    assert kept() == 0


def test_the_event_of_a_former_transaction_does_not_help(practice: UUID) -> None:
    patient = uuid4()
    with transaction.atomic():
        execute(INSERT, patient)
        journal(practice, patient)
    for sql in ("UPDATE sample_visit SET words = 'y'", "DELETE FROM sample_visit"):
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            execute(sql)
    assert kept() == 1


def test_an_event_written_inside_a_savepoint_counts_and_a_rolled_back_one_does_not(practice: UUID) -> None:
    patient = uuid4()
    with transaction.atomic():
        execute(INSERT, patient)
        with transaction.atomic():
            journal(practice, patient)
    assert kept() == 1
    with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
        execute("UPDATE sample_visit SET words = 'y'")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            journal(practice, patient)
            raise ZeroDivisionError


def test_giving_a_row_to_another_patient_needs_both_in_the_journal(practice: UUID) -> None:
    one, two = uuid4(), uuid4()
    with transaction.atomic():
        execute(INSERT, one)
        journal(practice, one)
    for named in (one, two):
        with pytest.raises(IntegrityError, match="not in the journal"), transaction.atomic():
            execute("UPDATE sample_visit SET patient_id = %s", two)
            journal(practice, named)
    with transaction.atomic():
        execute("UPDATE sample_visit SET patient_id = %s", two)
        services.record_many(services.Event(None, Action.PATIENT_UPDATED, practice, None, p) for p in (one, two))


def test_a_row_without_a_patient_needs_no_event(practice: UUID) -> None:
    execute(INSERT, None)
    execute("DELETE FROM sample_visit")
    assert kept() == 0


def test_the_rule_holds_for_raw_sql_in_autocommit(practice: UUID) -> None:
    with pytest.raises(IntegrityError, match="not in the journal"):
        execute(INSERT, uuid4())


def test_the_web_role_cannot_switch_the_rule_off(practice: UUID) -> None:
    for sql in (
        "ALTER TABLE sample_visit DISABLE TRIGGER sample_visit_journalled",
        "SET session_replication_role = replica",
        "DROP FUNCTION sample_visit_journalled()",
    ):
        with pytest.raises(Exception, match=r"permission denied|must be owner"), transaction.atomic():
            execute(sql)


@pytest.mark.requirement("CH-14")
def test_every_table_that_names_a_patient_is_guarded(committed: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgdeferrable
                   AND t.tginitdeferred AND t.tgenabled = 'O' AND t.tgname = c.relname || '_journalled')
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'patient_id' AND a.attnum > 0
               WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                 AND c.relname <> 'audit_auditevent'"""
        )
        tables = dict(cursor.fetchall())
    assert {"booking_appointment", "crypto_patientkey", "patients_patientphone", "sample_visit"} <= set(tables)
    assert {name for name, is_guarded in tables.items() if not is_guarded} == set()
