import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.test import RequestFactory

from audit import services
from audit.actions import Action
from audit.details import UnfitDetail
from audit.refusals import journal_refusal
from core.errors import NotFound
from core.scoping import Actor, Channel, acting_as, system_actor
from tests.audit.journal import rows, tamper, write

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def practice() -> Iterator[UUID]:
    practice_id = uuid4()
    with acting_as(system_actor(practice_id)):
        yield practice_id


def body_of(event_id: UUID) -> dict[str, Any]:
    [(body, salt, leaf)] = rows("SELECT body, salt, leaf FROM audit_auditevent WHERE id = %s", event_id)
    assert sha256(b"\0" + salt + body).digest() == leaf
    return json.loads(body)


@pytest.mark.requirement("SAS-04")
def test_an_event_says_who_did_what_to_whom_through_which_door_and_under_whose_mandate(practice: UUID) -> None:
    user, session, mandate, patient, visit = (uuid4() for _ in range(5))
    actor = Actor(
        user_id=user, grants={practice: frozenset({"*"})}, delegations={practice: mandate}, session_id=session
    )
    with transaction.atomic():
        event = services.record(
            actor=actor, action=Action.APPOINTMENT_BOOKED, practice_id=practice, entity=("appointment", visit),
            patient_id=patient, details={"version": 1},
        )  # fmt: skip
    body = body_of(event)
    assert body["actor"] == {
        "user": str(user), "channel": "phone", "session": str(session), "delegation": str(mandate)
    }  # fmt: skip
    assert (body["action"], body["outcome"]) == ("booking:appointment:booked", "success")
    assert (body["practice"], body["patient"]) == (str(practice), str(patient))
    assert body["entity"] == ["appointment", str(visit)]
    assert body["details"] == {"version": 1}
    assert body["id"] == str(event)


def test_a_record_is_one_statement_however_many_events(practice: UUID, django_assert_num_queries: Any) -> None:
    with transaction.atomic():
        with django_assert_num_queries(1):
            services.record(actor=None, action=Action.PATIENT_READ, practice_id=practice)
        with django_assert_num_queries(1):
            ids = services.record_many(services.Event(None, Action.PATIENT_READ, practice) for _ in range(300))
    assert len(set(ids)) == 300
    assert rows("SELECT count(*) FROM audit_auditevent") == [(301,)]


def test_no_event_is_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert services.record_many([]) == []


def test_an_act_that_is_rolled_back_leaves_no_event(practice: UUID) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.record(actor=None, action=Action.PATIENT_READ, practice_id=practice)
        raise ZeroDivisionError
    assert rows("SELECT count(*) FROM audit_auditevent") == [(0,)]


def test_an_unknown_action_and_an_unfit_detail_are_refused(practice: UUID) -> None:
    with pytest.raises(ValueError, match="not a valid Action"):
        services.record(actor=None, action="patients:patient:eaten", practice_id=practice)
    for wrong in ({"details": {"name": "Dupont-Lajoie"}}, {"outcome": "Ça va"}, {"entity": ("Le patient", uuid4())}):
        with pytest.raises(UnfitDetail):
            services.record(actor=None, action=Action.PATIENT_READ, practice_id=practice, **wrong)
    assert rows("SELECT count(*) FROM audit_auditevent") == [(0,)]


def test_an_event_of_another_practice_cannot_be_written(practice: UUID) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        services.record(actor=None, action=Action.PATIENT_READ, practice_id=uuid4())
    with acting_as(None), transaction.atomic():
        assert services.record(actor=None, action=Action.SIGN_IN_REFUSED, practice_id=None)
    with transaction.atomic():
        assert services.record(actor=None, action=Action.PATIENT_READ, practice_id=practice)


@pytest.mark.requirement("CH-14")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET body = 'x'",
        "UPDATE audit_auditevent SET pos = 1",
        "UPDATE audit_auditevent SET patient_id = NULL",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
        "SELECT body FROM audit_auditevent",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "ALTER TABLE audit_auditevent NO FORCE ROW LEVEL SECURITY",
        "DROP TABLE audit_auditevent",
        "INSERT INTO audit_auditevent (id, at, leaf, body, salt, xid)"
        " VALUES (gen_random_uuid(), now(), 'x', 'x', 'x', '3')",
        "INSERT INTO audit_auditevent (id, at, leaf, body, salt, pos, prev, hash)"
        " VALUES (gen_random_uuid(), now(), 'x', 'x', 'x', 1, 'x', 'x')",
        "SELECT * FROM audit_chainhead",
        "UPDATE audit_chainhead SET size = 0",
        "DELETE FROM audit_chainhead",
        "SET ROLE permanence_sealer",
        "SET ROLE permanence_owner",
    ],
)
def test_the_web_role_can_only_append_whatever_it_writes_in_sql(practice: UUID, sql: str) -> None:
    write(practice)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert rows("SELECT count(*), count(pos) FROM audit_auditevent") == [(1, 0)]


def test_positive_control_the_web_role_appends_by_raw_sql_and_the_owner_can_change(practice: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditevent (id, at, leaf, body, salt) VALUES (gen_random_uuid(), now(), 'x', 'x', 'x')"
        )
    assert tamper("UPDATE audit_auditevent SET body = 'y'") == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET body = 'x'",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
        "UPDATE audit_chainhead SET size = 0",
        "DELETE FROM audit_chainhead",
        "TRUNCATE audit_chainhead",
    ],
)
def test_the_owner_changes_no_event_not_even_the_platform_s_without_giving_itself_the_right(sql: str) -> None:
    write(None)
    with pytest.raises(ProgrammingError, match="permission denied"), connections["owner"].cursor() as cursor:
        cursor.execute(sql)
    assert rows("SELECT count(*) FROM audit_auditevent") == [(1,)]
    assert tamper("DELETE FROM audit_auditevent") == 1, "positive control: an owner can, once it has said so"


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_auditevent SET body = 'x'", "DELETE FROM audit_auditevent", "SELECT 1 FROM crypto_topkey"]
)
def test_the_sealer_can_neither_change_a_body_nor_delete_nor_look_elsewhere(practice: UUID, sql: str) -> None:
    write(practice)
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows(sql)


def test_a_refused_access_is_journalled_in_its_own_transaction_without_any_address(practice: UUID) -> None:
    request = RequestFactory().get("/api/v1/patients/secret?name=lefevre")
    user = uuid4()
    request.actor = Actor(user_id=user, channel=Channel.WEB)  # type: ignore[attr-defined]
    journal_refusal(request, NotFound())
    [(body, chain_practice)] = rows("SELECT body, practice_id FROM audit_auditevent")
    event = json.loads(body)
    assert chain_practice is None
    assert (event["action"], event["outcome"]) == ("audit:access:refused", "refused")
    assert event["details"] == {"code": "not-found", "status": 404, "method": "get", "route": "unknown"}
    assert event["actor"] == {"user": str(user), "channel": "web"}
    assert b"lefevre" not in body
    assert b"secret" not in body


def test_a_strangers_refusal_does_not_fill_the_journal() -> None:
    with acting_as(None):
        journal_refusal(RequestFactory().get("/"), NotFound())
    assert rows("SELECT count(*) FROM audit_auditevent") == [(0,)]
