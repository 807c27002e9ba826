"""ST-09 below Python: the database refuses the commit of a patient nobody was informed about."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from consent.structure import notice_required
from core.scoping import acting_as, system_actor
from practices.models import Practice
from tests.factories.consent import make_notice, tell
from tests.factories.practices import make_practice

TABLE = "a_table_of_persons"


@pytest.fixture
def persons(committed: None) -> Iterator[None]:
    """A table like the patients', as a migration would make it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id uuid PRIMARY KEY, practice_id uuid NOT NULL)")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE ON {TABLE} TO permanence_web")
        for operation in notice_required(TABLE):
            cursor.execute(operation.sql)
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def insert(practice: Practice, person: UUID) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (id, practice_id) VALUES (%s, %s)", [person, practice.id])


@pytest.mark.requirement("ST-09")
@pytest.mark.requirement("ST-10")
def test_nobody_enters_without_a_notice_of_the_same_practice(persons: None) -> None:
    ours, theirs, person = make_practice(), make_practice("Autre"), uuid4()
    notice = make_notice(ours)
    with pytest.raises(IntegrityError, match="no notice recorded"), acting_as(system_actor(ours.id)):
        insert(ours, person)
    tell(ours, person, notice)
    with pytest.raises(IntegrityError, match="no notice recorded"), acting_as(system_actor(theirs.id)):
        insert(theirs, person)
    with acting_as(system_actor(ours.id)):
        insert(ours, person)


@pytest.mark.requirement("ST-09")
def test_the_record_may_come_after_the_person_in_the_same_transaction(persons: None) -> None:
    practice, person = make_practice(), uuid4()
    notice = make_notice(practice)
    with acting_as(system_actor(practice.id)), transaction.atomic():
        insert(practice, person)
        tell(practice, person, notice)


@pytest.mark.requirement("ST-09")
def test_an_informed_person_cannot_be_moved_to_another_practice(persons: None) -> None:
    ours, theirs, person = make_practice(), make_practice("Autre"), uuid4()
    tell(ours, person, make_notice(ours))
    with acting_as(system_actor(ours.id, theirs.id)):
        insert(ours, person)
        with pytest.raises(IntegrityError, match="no notice recorded"), connections["default"].cursor() as cursor:
            cursor.execute(f"UPDATE {TABLE} SET practice_id = %s WHERE id = %s", [theirs.id, person])
