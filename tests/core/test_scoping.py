"""The signed context below Python."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from core.scoping import acting_as, signed_context, system_actor


def practices_seen() -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.practices()")
        return list(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_transaction_carries_the_practices_of_its_actor_and_gives_them_back() -> None:
    nancy, reunion = uuid4(), uuid4()
    assert practices_seen() == []
    with acting_as(system_actor(nancy)):
        assert practices_seen() == [nancy]
        with acting_as(system_actor(reunion)):
            assert practices_seen() == [reunion]
        assert practices_seen() == [nancy]
    assert practices_seen() == []


def test_the_context_is_sent_by_the_engine_and_ends_with_the_transaction(committed: None) -> None:
    nancy = uuid4()
    with acting_as(system_actor(nancy)):
        assert practices_seen() == []  # outside a transaction nothing is seen
        with transaction.atomic():
            assert practices_seen() == [nancy]
        assert practices_seen() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forge", [lambda c: c[:-1] + ("0" if c[-1] != "0" else "1"), lambda c: f"{uuid4()}|" + c.split("|", 1)[1]]
)
def test_a_forged_context_is_refused(forge) -> None:
    genuine = signed_context(system_actor(uuid4()))
    from django.db.utils import ProgrammingError

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.ctx', %s::text, true)", [genuine])
        cursor.execute("SELECT cardinality(ctx.practices())")
        assert cursor.fetchone()[0] == 1
        cursor.execute("SELECT set_config('app.ctx', %s::text, true)", [forge(genuine)])
        with pytest.raises(ProgrammingError, match="practice context refused"), transaction.atomic():
            cursor.execute("SELECT ctx.practices()")


@pytest.mark.django_db
def test_an_expired_context_is_refused() -> None:
    from django.db.utils import ProgrammingError

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.ctx', %s::text, true)", [signed_context(system_actor(uuid4()), lifetime_seconds=-2)]
        )
        with pytest.raises(ProgrammingError, match="practice context refused"), transaction.atomic():
            cursor.execute("SELECT ctx.practices()")
