"""Queries whose text is kept, columns compared with one array, rows written by a kept statement."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection

from core import clock
from core.compiled import Compiled
from core.saving import insert, update
from idempotency.models import KeptAnswer

pytestmark = pytest.mark.django_db
OF_PEOPLE = Compiled(
    lambda people, status: (
        KeptAnswer.objects.filter(user_id__among=people, status=status).order_by("key").values_list("user_id", "key")
    )
)
WHOLE = Compiled(lambda kept: KeptAnswer.objects.filter(id=kept))


def answer(key: str = "clé", *, status: int | None = 201, body: str | None = "Un corps à sceller.") -> KeptAnswer:
    at = clock.now()
    return KeptAnswer(
        user_id=uuid4(), key=key, fingerprint=b"empreinte", practice_ids=[uuid4(), uuid4()], status=status, body=body,
        created_at=at, expires_at=at,
    )  # fmt: skip


def saved(key: str = "clé", *, status: int = 201) -> KeptAnswer:
    row = answer(key, status=status)
    row.save(force_insert=True)
    return row


def test_a_compiled_query_answers_for_the_values_of_each_question() -> None:
    one, other, refused = saved("a"), saved("b"), saved("c", status=409)
    people = [row.user_id for row in (one, other, refused)]
    assert OF_PEOPLE.rows(people, 201) == [(one.user_id, "a"), (other.user_id, "b")]
    assert OF_PEOPLE.rows(people[1:], 201) == [(other.user_id, "b")]
    assert OF_PEOPLE.first(people, 409) == (refused.user_id, "c")
    assert OF_PEOPLE.first([], 201) is None
    assert [OF_PEOPLE.count(given, 201) for given in (people, people[1:], [])] == [2, 1, 0]


def test_its_text_is_the_same_however_many_values_a_column_is_among() -> None:
    one, two = (KeptAnswer.objects.filter(user_id__among=[uuid4() for _ in range(count)]) for count in (1, 2))
    assert one.query.sql_with_params()[0] == two.query.sql_with_params()[0]


def test_a_whole_row_comes_back_as_the_instance_that_django_would_give() -> None:
    row = saved()
    found = WHOLE.instance(row.id)
    assert found is not None and found.body is not None
    assert (found, found._state.adding, found.body.open()) == (row, False, "Un corps à sceller.")
    assert {**vars(found), "_state": None} == {**vars(KeptAnswer.objects.get(id=row.id)), "_state": None}
    assert WHOLE.instance(UUID(int=1)) is None


def test_a_row_inserted_by_the_kept_statement_is_the_row_that_save_writes() -> None:
    for body in ("Un corps à sceller.", None):
        row = answer(body=body)
        insert(row)
        found = KeptAnswer.objects.get(id=row.id)
        assert {**vars(found), "_state": None} == {**vars(row), "_state": None}
        assert (row._state.adding, row._state.db) == (False, "default")


def test_what_is_sealed_is_sealed_by_the_kept_statements_too() -> None:
    row = answer(status=None, body=None)
    insert(row)
    update(KeptAnswer(id=row.id, status=200, body="Un corps à sceller."), "status", "body")
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, body, key FROM idempotency_keptanswer WHERE id = %s", [row.id])
        status, body, key = cursor.fetchone()
    assert (status, key) == (200, "clé")
    assert b"corps" not in bytes(body)


def test_a_change_of_a_row_that_is_gone_is_an_error() -> None:
    with pytest.raises(DatabaseError):
        update(answer(), "status")
