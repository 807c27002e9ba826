"""What other rooms ask to be said has the states of a message about a visit: lost answers are never sent again."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, connection
from django.test import Client

from calls.services import read_due
from calls.services.escalation import escalate_due
from core import clock as core_clock
from core.scoping import acting_as, system_actor
from notifications.post import PostSender
from notifications.sender import one_pass, send_due
from notifications.services import posting, recover_due, sending
from notifications.services import send_due as send_visits
from notifications.services.attempts import Attempt
from notifications.services.claims import LEASE, Turn, claim, claim_posted, held
from notifications.states import State
from online.services.accounts import ask_entry
from outbox import services as outbox
from outbox.models import OutboxRow
from privacy.models import RightsLetter
from tests.calls.messages import give_number, send, steps_of
from tests.factories.channels import open_ways
from tests.factories.online import Booker, open_online
from tests.factories.practices import House, World
from tests.freshness import fresh
from tests.notifications.conftest import deliveries, left_to_do, states
from tests.notifications.gateway import PATH_SECRET, Gateway
from tests.notifications.test_guardian_links import ALONE, LATER
from tests.personas import CAMILLE, INES
from tests.privacy.requests import ask

PAST = LEASE.total_seconds() + 1


@pytest.fixture
def unknowing(gateway: Gateway, settings: Any) -> Gateway:
    """Knows nothing of references: what is handed over twice is sent twice."""
    settings.TELEPHONY_ACCOUNTS = {**settings.TELEPHONY_ACCOUNTS, "gate": gateway.kannel(sms_sender="Cabinet")}
    return gateway


@pytest.fixture
def alerted(world: World, gateway: Gateway, clock: Any) -> House:
    """An urgent message that nobody read, whose alert is due."""
    give_number(world.ours, world.ours.role.practitioner)
    send(world.actor(CAMILLE), world.ours, "Douleur thoracique", kind="urgent")
    clock.shift(600)
    escalate_due()
    return world.ours


def post_all() -> None:
    while one_pass(PostSender()):
        pass


def post_past_the_lease(clock: Any) -> None:
    post_all()
    clock.shift(PAST)
    post_all()


def outcomes(house: House, topic: str) -> list[tuple[str, str]]:
    with acting_as(system_actor(house.practice.id)):
        rows = OutboxRow.objects.filter(practice_id=house.practice.id, topic=topic).order_by("created_at")
        return list(rows.values_list("state", "last_outcome"))


def test_an_alert_whose_answer_was_lost_is_asked_about_and_not_sent_again(
    alerted: House, gateway: Gateway, clock: Any
) -> None:
    gateway.lose_next = 1
    post_all()
    assert (states(alerted), steps_of(alerted)) == ([("alert", "sending", "")], [("sms", "")])
    clock.shift(PAST)
    post_all()
    assert (sum(gateway.taken.values()), steps_of(alerted)) == (1, [("sms", "sent")])
    assert states(alerted) == [("alert", "accepted", "")]
    assert outcomes(alerted, "calls.message_escalated") == [("done", "sent")]


def test_a_failure_before_the_vendor_is_called_is_tried_again(
    alerted: House, gateway: Gateway, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hiccup(turn: Turn, state: State) -> Any:
        if state is State.SENDING:
            raise OperationalError("lock timeout")
        return held(turn, state)

    with monkeypatch.context() as before_the_call:
        before_the_call.setattr(posting, "held", hiccup)
        post_all()
    assert states(alerted) == [("alert", "queued", "not-handed-over")]
    clock.shift(31)
    post_all()
    assert states(alerted) == [("alert", "accepted", "")]
    assert list(gateway.taken.values()) == [1]


def test_where_nobody_can_be_asked_the_ladder_goes_on_without_a_second_sms(
    unknowing: Gateway, alerted: House, clock: Any
) -> None:
    unknowing.losing = True
    post_past_the_lease(clock)
    unknowing.losing = False
    post_past_the_lease(clock)
    assert states(alerted) == [("alert", "unknown", "nobody-can-say")]
    assert (sum(unknowing.taken.values()), left_to_do(alerted)) == (1, [])
    (row,) = deliveries(alerted)
    assert steps_of(alerted) == [("sms", "")]
    told = {"kind": "receipt", "ref": row.id.hex, "status": "1", "ts": int(core_clock.now().timestamp()), "id": "k1"}
    assert Client().get(f"/telephonie/kannel/gate/{PATH_SECRET}/?{urlencode(told)}").status_code == 200
    read_due(100)
    assert steps_of(alerted) == [("sms", "sent")], "a receipt that comes late says that it had left"
    clock.shift(900)
    assert escalate_due() > 0, "the call is asked for all the same: the message is not acknowledged"


def test_a_code_leaves_once_at_most_and_the_person_asks_for_another(
    unknowing: Gateway, ours: House, clock: Any
) -> None:
    booker = Booker(ours, open_online(ours))
    booker.choose(LATER)
    unknowing.losing = True
    booker.tell()
    post_past_the_lease(clock)
    assert [(kind, state) for kind, state, _ in states(ours)] == [("code", "unknown")]
    assert (sum(unknowing.taken.values()), left_to_do(ours)) == (1, [])
    unknowing.losing = False
    booker.client.post(f"{booker.here}code/", {"again": "1"})
    post_all()
    assert (sum(unknowing.taken.values()), unknowing.texts[-1]["text"].count(booker.code())) == (2, 1)


def test_a_guardian_s_link_of_which_nobody_is_sure_is_work_for_the_desk(
    unknowing: Gateway, ours: House, clock: Any
) -> None:
    unknowing.losing = True
    Booker(ours, open_online(ours)).book(LATER, **ALONE)
    post_past_the_lease(clock)
    links = [row for row in deliveries(ours) if row.kind == "guardian"]
    assert [(row.state, unknowing.taken[row.id.hex]) for row in links] == [("unknown", 1)]
    assert "guardian" in left_to_do(ours)


class LosingMail(BaseEmailBackend):
    """Took the letter, and hung up."""

    taken = 0

    def send_messages(self, messages: Any) -> int:
        type(self).taken += len(messages)
        raise TimeoutError


def test_a_letter_of_which_nobody_is_sure_is_work_and_not_a_second_letter(
    world: World, settings: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.LosingMail"
    monkeypatch.setattr(LosingMail, "taken", 0)
    ines = fresh(world.actor(INES))
    open_ways(world.ours.practice)
    with acting_as(ines):
        ask(ines, world.ours.practice, intake="email")
        letters = RightsLetter.objects.count()
        connection.check_constraints()
    post_past_the_lease(clock)
    post_past_the_lease(clock)
    assert (LosingMail.taken, left_to_do(world.ours)) == (letters, ["unknown"] * letters)


def test_what_is_certainly_not_sent_is_tried_again_then_somebody_s_work(
    alerted: House, gateway: Gateway, clock: Any
) -> None:
    gateway.refusing = True
    for _ in range(posting.MOST_TRIES + 2):
        post_all()
        clock.shift(3600)
    assert [(kind, state) for kind, state, _ in states(alerted)] == [("alert", "failed")]
    assert outcomes(alerted, "calls.message_escalated") == [("done", "refused")]


def test_a_worker_that_slept_past_its_lease_does_not_post(alerted: House, gateway: Gateway, clock: Any) -> None:
    rows = outbox.claim(20)
    assert [row.topic for row in rows] == ["calls.message_escalated"]
    clock.shift(PAST)
    send_due(PostSender())
    with acting_as(system_actor(alerted.practice.id)):
        assert outbox.hold(rows[0]) is False
    assert len(gateway.texts) == 1


def test_a_worker_stopped_before_the_vendor_says_nothing_once_another_has_settled_its_message(
    alerted: House, gateway: Gateway, clock: Any
) -> None:
    box = PostSender()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting, "_say", lambda *_: None)
        send_due(box)
    with acting_as(system_actor(alerted.practice.id)):
        (row,) = deliveries(alerted)
        assert (row.state, row.leased_until) == ("sending", row.sending_at + LEASE)
        slow = posting.Turn(row.id, row.practice_id, row.claim_id)
        clock.shift(PAST)
        assert recover_due() == 1
        (other,) = claim_posted(20)
        assert posting._prepare(other) is True
        posting._say(box, Attempt(slow))
        assert gateway.texts == []
        posting._say(box, Attempt(other))
    assert len(gateway.texts) == 1


def test_a_visit_s_sender_stopped_before_the_vendor_says_nothing_either(
    visit: Any, ours: House, gateway: Gateway, clock: Any
) -> None:
    """Its lease begins again when it is about to send; past it, whoever settled the message sends it alone."""
    send_due(PostSender())
    (slow,) = claim(State.QUEUED, 20)
    clock.shift(LEASE.total_seconds() - 1)
    with acting_as(system_actor(ours.practice.id)):
        assert sending._prepare(slow) is True
        clock.shift(30)
        assert recover_due() == 0, "the lease was begun again"
        clock.shift(PAST)
        assert recover_due() == 1
        sending._say(Attempt(slow))
    assert gateway.texts == []
    send_visits()
    assert len(gateway.texts) == 1


def test_messages_of_a_visit_and_of_other_rooms_are_claimed_apart(visit: Any, alerted: House, gateway: Gateway) -> None:
    post_all()
    assert {(row.kind, row.appointment_id is None) for row in deliveries(alerted)} >= {
        ("booked", False),
        ("alert", True),
    }


def test_a_code_to_enter_an_account_leaves_once_at_most(unknowing: Gateway, db: None, clock: Any) -> None:
    unknowing.losing = True
    ask_entry(typed="06 39 98 00 01")
    post_past_the_lease(clock)
    unknowing.losing = False
    post_past_the_lease(clock)
    assert sum(unknowing.taken.values()) == 1
    ask_entry(typed="06 39 98 00 02")
    (row,) = outbox.claim(20)
    with acting_as(system_actor()):
        assert (outbox.begin(row), outbox.begin(row)) == (True, False)
    clock.shift(PAST)
    post_all()
    assert sum(unknowing.taken.values()) == 1, "a worker died with it: nobody knows"
    ask_entry(typed="06 39 98 00 03")
    post_all()
    assert sum(unknowing.taken.values()) == 2
