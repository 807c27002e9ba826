"""From what a vendor said to a call of a practice: kept once, placed by its line, folded whatever the order."""

import json
import random
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from calls.errors import LineTaken
from calls.models import CallFact, CallSession, InboxMessage
from calls.services import add_line, read_due, withdraw_line
from calls.services.reading import LONGEST_WAIT
from calls.services.retention import empty_bodies
from core import clock
from core.scoping import acting_as, system_actor
from tests.calls.elsewhere import outside
from tests.calls.lines import CALLER, LINE, calls_of, lines_of, make_line, ring, say
from tests.factories.practices import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_call_belongs_to_the_practice_of_its_line_and_to_no_other(world: World) -> None:
    make_line(world.ours.practice)
    make_line(world.theirs.practice, "+33199009999")
    ring()
    (call,) = calls_of(world.ours.practice)
    assert (call.remote_e164, call.outcome, call.answered_by) == (CALLER, "answered", "1001")
    assert call.started_at < call.answered_at < call.ended_at  # type: ignore[operator]
    assert calls_of(world.theirs.practice) == []


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_repetition_end_in_the_same_call(world: World, seed: int) -> None:
    make_line(world.ours.practice)
    lines = lines_of("inbound-answered.ari") * 2
    random.Random(seed).shuffle(lines)
    for line in lines:
        say(line)
        read_due()
    (call,) = calls_of(world.ours.practice)
    assert (call.remote_e164, call.outcome, call.answered_by) == (CALLER, "answered", "1001")
    assert (call.ended_at - call.answered_at).total_seconds() == pytest.approx(2.01, abs=0.1)  # type: ignore[operator]


def test_facts_that_come_before_their_line_wait_for_it(world: World) -> None:
    make_line(world.ours.practice)
    lines = lines_of("inbound-answered.ari")
    last, first = lines[12:], lines[:12]
    say(*last)
    read_due(1000)
    assert InboxMessage.objects.filter(state="waiting").exists()
    say(*first)
    read_due(1000)
    read_due(1000)
    assert not InboxMessage.objects.filter(state__in=["waiting", "new"]).exists()
    assert calls_of(world.ours.practice)[0].outcome == "answered"


def test_a_call_to_a_number_of_nobody_is_kept_sealed_and_then_given_up(world: World) -> None:
    with time_machine.travel(clock.now() - LONGEST_WAIT - timedelta(minutes=1), tick=False):
        say(*lines_of("inbound-answered.ari"))
    read_due(1000)
    assert CallSession.objects.count() == 0
    assert not InboxMessage.objects.filter(state="waiting").exists()
    assert InboxMessage.objects.filter(state="refused").exists()


@pytest.mark.requirement("ST-30")
def test_what_was_read_keeps_nothing_of_what_it_said_and_is_still_known(world: World) -> None:
    make_line(world.ours.practice)
    say(*lines_of("inbound-answered.ari"))
    assert {row.body is None for row in InboxMessage.objects.all()} == {False}
    read_due(1000)
    rows = list(InboxMessage.objects.all())
    assert {(row.state, row.body) for row in rows} == {("read", None)}
    say(*lines_of("inbound-answered.ari"))
    assert InboxMessage.objects.count() == len(rows), "the digest says that it came already"


def test_a_withheld_number_is_stored_nowhere_in_clear(world: World) -> None:
    make_line(world.ours.practice)
    ring("inbound-withheld.ari")
    (call,) = calls_of(world.ours.practice)
    assert (call.remote_state, call.remote_e164, call.outcome) == ("withheld", "", "answered")
    assert columns_holding("39981234") == []
    ring("inbound-missed-caller-gave-up.ari")
    assert columns_holding("39981234") == ["calls_callfact", "calls_callsession"]


def columns_holding(text: str) -> list[str]:
    """The tables of this room in which any row, written as text, holds `text`."""
    tables = [model._meta.db_table for model in (CallFact, CallSession, InboxMessage)]
    with acting_as(system_actor(_practice_of_the_line())), connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


def _practice_of_the_line() -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_id FROM calls_line_of('exchange', %s)", [LINE])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def test_what_the_vendor_does_not_write_is_set_aside_and_the_rest_goes_on(world: World) -> None:
    make_line(world.ours.practice)
    unlike = ['{"type": "ChannelCreated", "channel": "x"}', "[" * 100_000]
    no_mark = {"DID": LINE, "CLI": CALLER, "CLIPres": None}
    unlike += [json.dumps({"type": "ChannelUserevent", "eventname": "CtiInbound", "channel": {}, "userevent": no_mark})]
    say("{not json", "[]", *unlike, *lines_of("inbound-missed-caller-gave-up.ari"))
    read_due(1000)
    assert InboxMessage.objects.filter(state="refused").count() == 5
    assert calls_of(world.ours.practice)[0].outcome == "missed"


def test_a_message_about_a_call_that_somebody_holds_is_read_later_and_the_next_calls_at_once(world: World) -> None:
    make_line(world.ours.practice)
    held = json.loads(lines_of("inbound-answered.ari")[0])["channel"]["id"]
    say(lines_of("inbound-answered.ari")[0], *lines_of("inbound-missed-caller-gave-up.ari"))
    with outside() as other, connection.cursor() as cursor:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"call exchange {held}"])
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        assert read_due(1000) == len(lines_of("inbound-missed-caller-gave-up.ari"))
        assert [call.outcome for call in calls_of(world.ours.practice)] == ["missed"]
        assert InboxMessage.objects.get(state="new").body is not None
    assert read_due(1000) == 1
    assert len(calls_of(world.ours.practice)) == 2


def test_what_waited_in_vain_for_its_line_is_refused_and_emptied_by_the_night(world: World) -> None:
    say(*lines_of("inbound-answered.ari"))
    read_due(1000)
    waiting = InboxMessage.objects.filter(state="waiting").count()
    month = clock.now() - timedelta(days=30)
    assert empty_bodies(month) == 0, "positive control: its line may still come"
    with time_machine.travel(clock.now() + LONGEST_WAIT + timedelta(minutes=1), tick=False):
        assert empty_bodies(month) == waiting > 0
    assert set(InboxMessage.objects.filter(state="refused").values_list("body", flat=True)) == {None}
    assert not InboxMessage.objects.filter(state="waiting").exists()


def test_a_withdrawn_line_is_nobody_s_and_may_be_given_to_another_practice(world: World) -> None:
    line = make_line(world.ours.practice)
    ours = system_actor(world.ours.practice.id)
    with acting_as(ours):
        withdraw_line(actor=ours, practice_id=world.ours.practice.id, line_id=line.id)
    make_line(world.theirs.practice)
    ring()
    assert calls_of(world.ours.practice) == []
    assert len(calls_of(world.theirs.practice)) == 1


def test_a_line_is_answered_for_one_practice(world: World) -> None:
    make_line(world.ours.practice)
    theirs = system_actor(world.theirs.practice.id)
    with acting_as(theirs), pytest.raises(LineTaken):
        add_line(
            actor=theirs,
            practice_id=world.theirs.practice.id,
            account="exchange",
            number="01 99 00 11 22",
            name="Autre",
        )
