"""An urgent message that nobody acknowledged: SMS, a call to make, somebody else; each once, until acknowledged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from booking.services.substitutes import add_substitution
from calls.errors import NothingToRing
from calls.messages import USUAL, Delays, Rung, due_rungs
from calls.models import MessageStep, PractitionerMessage
from calls.services import (
    acknowledge_message,
    escalate_message,
    rang_practitioner,
    read_message,
    set_alert_number,
    set_message_rules,
)
from calls.services.escalation import escalate_due
from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as, system_actor
from notifications.alerts import TEXT, Alert
from notifications.sender import send_due
from outbox.models import OutboxRow
from practices.models import Practitioner
from telephony_adapters.sms_text import Alphabet, carriage
from tests.calls.messages import NUMBER, do, give_number, send, steps_of
from tests.factories.practices import World, join_as_practitioner, make_person, make_practitioner, make_role, make_world
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
NOON = datetime(2041, 1, 14, 11, tzinfo=UTC)


class Box:
    """A channel that keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def alert_practitioner(self, alert: Alert) -> None:
        self.sent.append((alert.number, alert.text))


@pytest.fixture
def clock_at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, clock_at: time_machine.Traveller) -> World:
    world = make_world()
    give_number(world.ours, world.ours.role.practitioner)
    return world


@pytest.fixture
def urgent(world: World) -> PractitionerMessage:
    return send(world.actor(CAMILLE), world.ours, "Douleur thoracique", kind="urgent")


def after(minutes: int, clock_at: time_machine.Traveller) -> None:
    clock_at.move_to(NOON + timedelta(minutes=minutes))


def told(box: Box) -> list[str]:
    send_due(box)  # type: ignore[arg-type]
    return [number for number, _ in box.sent]


@pytest.mark.parametrize(
    ("minutes", "taken", "due"),
    [(9, [], []), (10, [], ["sms"]), (25, ["sms"], ["call"]), (90, [], ["sms", "call", "other"]), (90, list(Rung), [])],
)
def test_the_steps_follow_the_delays(minutes: int, taken: list[str], due: list[str]) -> None:
    assert due_rungs(NOON, NOON + timedelta(minutes=minutes), USUAL, taken) == due


def test_the_ladder_is_climbed_step_by_step_each_once(
    world: World, urgent: PractitionerMessage, clock_at: time_machine.Traveller
) -> None:
    box = Box()
    assert escalate_due() == 0
    after(10, clock_at)
    assert (escalate_due(), escalate_due()) == (1, 0)
    assert told(box) == [NUMBER] and box.sent[0][1] == TEXT
    assert told(box) == [NUMBER], "the same row is not sent twice"
    after(31, clock_at)
    assert escalate_due() == 2
    assert steps_of(world.ours) == [("sms", "sent"), ("call", ""), ("other", "nobody")]
    after(500, clock_at)
    assert escalate_due() == 0


def test_the_sms_says_neither_who_nor_what_and_fits_in_one_part() -> None:
    carried = carriage(TEXT)
    assert (carried.alphabet, carried.parts) == (Alphabet.GSM7, 1)


def test_nothing_more_is_done_once_it_is_acknowledged(
    world: World, urgent: PractitionerMessage, clock_at: time_machine.Traveller
) -> None:
    after(20, clock_at)
    escalate_due()
    do(world.actor(DR_MARTIN), acknowledge_message, urgent)
    box = Box()
    assert told(box) == [], "the SMS was asked for, and is needed no more"
    after(90, clock_at)
    assert escalate_due() == 0
    assert steps_of(world.ours) == [("sms", "stopped"), ("call", "stopped")]
    with pytest.raises(NothingToRing):
        do(world.actor(CAMILLE), rang_practitioner, urgent, reached=True)


def test_a_secretary_rings_and_writes_whether_the_practitioner_was_reached(
    world: World, urgent: PractitionerMessage, clock_at: time_machine.Traveller
) -> None:
    after(20, clock_at)
    escalate_due()
    camille = world.actor(CAMILLE)
    message = do(camille, rang_practitioner, urgent, reached=True)
    assert (message.acknowledged_by_id, message.acknowledged_through) == (camille.user_id, "phone")
    assert ("call", "reached") in steps_of(world.ours)
    other = send(camille, world.ours, "Encore", kind="urgent")
    after(40, clock_at)
    escalate_due()
    assert do(camille, rang_practitioner, other, reached=False).acknowledged_at is None
    assert ("call", "not_reached") in steps_of(world.ours)


def another(world: World, name: str) -> Practitioner:
    person = make_person(name)
    world.people[name] = person
    practitioner = make_practitioner(world.ours.practice, name.title(), user=person)
    make_role(world.ours.practice, world.ours.location, practitioner)
    join_as_practitioner(world.ours.practice, person)
    return practitioner


def test_it_is_carried_to_who_stands_in_and_else_to_whom_the_practice_named(
    world: World, urgent: PractitionerMessage, clock_at: time_machine.Traveller
) -> None:
    named, substitute = another(world, "nommee"), another(world, "remplacant")
    give_number(world.ours, named, "+33639980012")
    give_number(world.ours, substitute, "+33639980013")
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        set_message_rules(
            actor=system, practice_id=world.ours.practice.id, delays=Delays(1, 2, 3), fallback_id=named.id
        )
    after(3, clock_at)
    assert escalate_due() == 3
    box = Box()
    assert sorted(told(box)) == [NUMBER, "+33639980012"]
    with acting_as(system):
        add_substitution(
            actor=system,
            practitioner_role_id=world.ours.role.id,
            substitute_id=substitute.id,
            starts_on=NOON.date(),
            ends_on=NOON.date() + timedelta(days=1),
        )
    # The practitioner of the agenda was away meanwhile: whoever stands in is found when the step is taken.
    with acting_as(system):
        rows = MessageStep.objects.filter(practice_id=world.ours.practice.id, rung="other")
        assert [step.practitioner_id for step in rows] == [named.id]
        rows.delete()
    escalate_due()
    assert told(box)[-1] == "+33639980013"
    assert do(world.actor("remplacant"), read_message, urgent).text == "Douleur thoracique"


def test_without_a_number_the_step_says_so_and_nothing_waits(
    world: World, urgent: PractitionerMessage, clock_at: time_machine.Traveller
) -> None:
    give_number(world.ours, world.ours.role.practitioner, "")
    after(10, clock_at)
    escalate_due()
    assert steps_of(world.ours) == [("sms", "no_number")]
    with acting_as(system_actor(world.ours.practice.id)):
        assert not OutboxRow.objects.filter(topic="calls.message_escalated").exists()


def test_only_urgent_messages_climb(world: World, clock_at: time_machine.Traveller) -> None:
    message = send(world.actor(CAMILLE), world.ours, "Renouveler l'ordonnance", kind="renewal")
    after(90, clock_at)
    assert escalate_due() == 0
    assert escalate_message(world.ours.practice.id, message.id) == 0
    assert steps_of(world.ours) == []


def test_every_step_is_shown_on_the_message(
    world: World, urgent: PractitionerMessage, clock_at: time_machine.Traveller
) -> None:
    after(20, clock_at)
    escalate_due()
    read = do(world.actor(CAMILLE), read_message, urgent)
    assert [(step.rung, step.practitioner_id) for step in read.steps] == [
        ("sms", urgent.recipient_id),
        ("call", urgent.recipient_id),
    ]


@pytest.mark.parametrize("delays", [Delays(0, 1, 2), Delays(10, 10, 20), Delays(10, 20, 1441)])
def test_delays_that_do_not_grow_are_refused(world: World, delays: Delays) -> None:
    martin = world.actor(DR_MARTIN)
    with acting_as(martin), pytest.raises(InvalidInput):
        set_message_rules(actor=martin, practice_id=world.ours.practice.id, delays=delays)


def test_who_may_say_how_messages_are_carried(world: World) -> None:
    practice, own = world.ours.practice.id, world.ours.role.practitioner_id
    for name, refusal in ((CAMILLE, Forbidden), (CHARLIE, NotFound)):
        actor = world.actor(name)
        with acting_as(actor):
            with pytest.raises(refusal):
                set_message_rules(actor=actor, practice_id=practice, delays=USUAL)
            with pytest.raises(refusal):
                set_alert_number(actor=actor, practice_id=practice, practitioner_id=own, number=NUMBER)
    for name in (DR_MARTIN, NADIA):
        actor = world.actor(name)
        with acting_as(actor):
            assert set_message_rules(actor=actor, practice_id=practice, delays=USUAL).delays == USUAL
            set_alert_number(actor=actor, practice_id=practice, practitioner_id=own, number="06 39 98 00 11")
            with pytest.raises(NotFound):
                set_alert_number(
                    actor=actor,
                    practice_id=practice,
                    practitioner_id=world.theirs.role.practitioner_id,
                    number=NUMBER,
                )
