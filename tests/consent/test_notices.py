"""Texts are versioned and never changed; a record names the version in force; nobody is a patient without one."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from consent import queries, services
from consent.errors import ConsentRequired, NoNoticeInForce, NoticeOutdated
from consent.models import Notice, NoticeRecord
from consent.purposes import Purpose
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as
from tests.factories.consent import TEXT, make_notice, tell
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    yield make_world()


def record(world: World, version: int | None, *, who: str = CAMILLE, channel: str = "phone") -> NoticeRecord:
    actor = world.actor(who)
    with acting_as(actor):
        return services.record_notice(
            actor=actor,
            practice_id=world.ours.practice.id,
            subject_id=uuid4(),
            notice_version=version,
            channel=channel,
        )


def publish(world: World, text: str, *, who: str = DR_MARTIN, **options: Any) -> Notice:
    actor = world.actor(who)
    with acting_as(actor):
        return services.publish_notice(actor=actor, practice_id=world.ours.practice.id, text=text, **options)


@pytest.mark.requirement("ST-06")
def test_each_publication_is_the_next_version_with_its_digest(world: World) -> None:
    first, second = publish(world, f"  {TEXT} "), publish(world, "Nouveau texte.")
    assert (first.version, second.version) == (1, 2)
    assert first.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    with acting_as(world.actor(CAMILLE)):
        assert queries.notice_to_read(world.actor(CAMILLE), world.ours.practice.id).id == second.id


@pytest.mark.requirement("ST-06")
def test_a_text_comes_into_force_on_its_date_and_the_former_one_is_found_by_date(world: World) -> None:
    first = publish(world, "Premier.")
    tomorrow = clock.now() + timedelta(days=1)
    second = publish(world, "Second.", effective_at=tomorrow)
    practice_id = world.ours.practice.id
    with acting_as(world.actor(CAMILLE)):
        assert queries.current_notice(practice_id).id == first.id
        assert queries.current_notice(practice_id, tomorrow - timedelta(microseconds=1)).id == first.id
        assert queries.current_notice(practice_id, tomorrow).id == second.id
    with time_machine.travel(tomorrow, tick=False):
        assert record(world, 2).notice_id == second.id


def test_a_text_is_never_in_force_before_its_publication(world: World) -> None:
    early = publish(world, "Premier.", effective_at=clock.now() - timedelta(days=400))
    assert clock.now() - early.effective_at < timedelta(minutes=1)


def test_texts_of_other_purposes_do_not_answer_for_appointments(world: World) -> None:
    publish(world, "Rappels.", purpose=Purpose.REMINDERS)
    with acting_as(world.actor(CAMILLE)), pytest.raises(NoNoticeInForce):
        queries.current_notice(world.ours.practice.id)


@pytest.mark.requirement("ST-10")
def test_a_record_names_version_channel_and_who_told(world: World) -> None:
    make_notice(world.ours.practice)
    made = record(world, 1)
    assert (made.notice.version, made.channel, made.recorded_by_id) == (1, "phone", world.people[CAMILLE].id)
    with acting_as(world.actor(CAMILLE)):
        assert [r.id for r in queries.records_of(world.ours.practice.id, made.subject_id)] == [made.id]


@pytest.mark.requirement("ST-09")
def test_nothing_is_recorded_without_the_version_in_force(world: World) -> None:
    with pytest.raises(NoNoticeInForce):
        record(world, 1)
    make_notice(world.ours.practice)
    make_notice(world.ours.practice, "Nouveau texte.")
    with pytest.raises(ConsentRequired):
        record(world, None)
    for version in (0, 1, 3, 2**40):
        with pytest.raises(NoticeOutdated) as refused:
            record(world, version)
        assert refused.value.extra == {"current_version": 2}
    with pytest.raises(InvalidInput):
        record(world, 2, channel="pigeon")
    assert record(world, 2).id


@pytest.mark.parametrize("text", ["", "   ", "nul\0", "x" * 4001])
def test_an_empty_or_endless_text_is_refused_by_its_field(world: World, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(world, text)
    assert [error.field for error in refused.value.errors] == ["text"]


def test_only_who_may_publishes_and_records(world: World) -> None:
    with pytest.raises(Forbidden):
        publish(world, TEXT, who=CAMILLE)
    with pytest.raises(NotFound):
        publish(world, TEXT, who=CHARLIE)
    assert publish(world, TEXT, who=NADIA).version == 1
    with pytest.raises(Forbidden):
        record(world, 1, who=NADIA)
    with pytest.raises(NotFound):
        record(world, 1, who=CHARLIE)


def test_a_text_is_never_changed_nor_removed_by_the_product(world: World) -> None:
    make_notice(world.ours.practice)
    record(world, 1)
    with acting_as(world.actor(CAMILLE)), connection.cursor() as cursor:
        for table in ("consent_notice", "consent_noticerecord"):
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id", f"TRUNCATE {table} CASCADE"):
                # What somebody was told goes with an erasure that the journal tells: the database asks at commit.
                with (
                    pytest.raises(DatabaseError, match=r"permission denied|journal does not say"),
                    transaction.atomic(),
                ):
                    cursor.execute(statement)
                    connection.check_constraints()


def test_the_database_refuses_a_digest_that_is_not_the_text_s(world: World) -> None:
    with acting_as(world.actor(DR_MARTIN)):
        row = {
            "practice_id": world.ours.practice.id,
            "purpose": Purpose.PLANNING.value,
            "version": 1,
            "effective_at": clock.now(),
        }
        with pytest.raises(IntegrityError, match="notice_sha256_is_the_digest"), transaction.atomic():
            Notice.objects.create(**row, text="Oui.", sha256=hashlib.sha256(b"Non.").hexdigest())
        assert Notice.objects.create(**row, text="Oui.", sha256=hashlib.sha256(b"Oui.").hexdigest()).id


def test_a_record_of_one_practice_cannot_name_another_practice_s_text(world: World) -> None:
    theirs = make_notice(world.theirs.practice)
    with acting_as(world.actor(CAMILLE)), pytest.raises(IntegrityError), transaction.atomic():
        NoticeRecord.objects.create(
            practice_id=world.ours.practice.id,
            notice_id=theirs.id,
            subject_id=uuid4(),
            channel="phone",
            at=clock.now(),
        )


def test_many_persons_are_recorded_in_two_statements(world: World, django_assert_num_queries: Any) -> None:
    make_notice(world.ours.practice)
    actor = world.actor(CAMILLE)
    with acting_as(actor), django_assert_num_queries(5):  # savepoint, text, records, journal, savepoint
        services.record_notices(
            actor=actor,
            practice_id=world.ours.practice.id,
            subject_ids=[uuid4() for _ in range(50)],
            notice_version=1,
            channel="phone",
        )


def test_telling_somebody_leaves_a_record_of_the_practice_alone(world: World) -> None:
    subject = uuid4()
    tell(world.ours.practice, subject, make_notice(world.ours.practice))
    with acting_as(world.actor(CHARLIE)):
        assert queries.records_of(world.ours.practice.id, subject) == []
