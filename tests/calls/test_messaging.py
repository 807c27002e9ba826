"""A message for a practitioner: who writes it, who may know of it, who acknowledges, answers, deals with the answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from audit import services as audit
from audit.actions import Action
from booking.services.substitutes import add_substitution
from calls import message_lists
from calls.errors import AnswerInHand, AnswerSettled, MessageAlreadyAnswered, MessageNotAnswered
from calls.message_lists import Wanted
from calls.models import PractitionerMessage
from calls.services import (
    acknowledge_message,
    answer_message,
    claim_answer,
    read_message,
    send_message,
    settle_answer,
)
from core import clock
from core.errors import Forbidden, InvalidInput, NotFound
from core.home_day import home_day
from core.scoping import acting_as, system_actor
from crypto.errors import SealBroken
from patients import services as patients
from patients.errors import RecordRestricted
from patients.limits import ALLOWED_WHILE_RESTRICTED, READING
from practices.permissions import Permission
from tests.calls.messages import do, send
from tests.factories.patients import make_patient, nir_for
from tests.factories.practices import (
    World,
    join_as_practice_secretary,
    join_as_practitioner,
    make_person,
    make_practitioner,
    make_role,
    make_world,
)
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
TEXT = "Douleur depuis hier soir, rappeler"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sent(world: World) -> PractitionerMessage:
    patient = make_patient(world.ours.practice)
    return send(world.actor(CAMILLE), world.ours, TEXT, patient_id=patient.id)


def test_a_message_is_sealed_sent_read_acknowledged_answered_and_dealt_with(
    world: World, sent: PractitionerMessage
) -> None:
    camille, martin = world.actor(CAMILLE), world.actor(DR_MARTIN)
    assert TEXT not in str(sent.body) and TEXT.encode() not in stored(world, sent)
    read = do(martin, read_message, sent)
    assert (read.text, read.answer, read.message.acknowledged_at) == (TEXT, "", None)
    assert TEXT not in repr(read)
    assert do(martin, acknowledge_message, sent).acknowledged_by_id == martin.user_id
    do(martin, answer_message, sent, text="Qu'il vienne à 18 h")
    assert do(camille, read_message, sent).answer == "Qu'il vienne à 18 h"
    assert [one.message.id for one in listed(world, CAMILLE)] == [sent.id]
    assert do(camille, settle_answer, sent).settled_by_id == camille.user_id
    assert listed(world, CAMILLE) == []


def stored(world: World, message: PractitionerMessage) -> bytes:
    """What lies in the database."""
    with acting_as(system_actor(world.ours.practice.id)), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM calls_practitionermessage WHERE id = %s", [message.id])
        return bytes(cursor.fetchone()[0])


def listed(world: World, name: str, wanted: Wanted = Wanted.TO_DO) -> list[message_lists.Listed]:
    actor = world.actor(name)
    with acting_as(actor):
        if name == DR_MARTIN:
            return message_lists.own_messages(actor, wanted)
        return message_lists.desk_messages(actor, None, wanted)


def test_only_those_it_concerns_know_of_a_message(world: World, sent: PractitionerMessage) -> None:
    colleague, lea = make_person("dr_autre"), make_person("lea")
    make_role(world.ours.practice, world.ours.location, make_practitioner(world.ours.practice, "Autre", user=colleague))
    join_as_practitioner(world.ours.practice, colleague)
    join_as_practice_secretary(world.ours.practice, lea)
    world.people.update(dr_autre=colleague, lea=lea)
    for name in ("lea", CAMILLE, DR_MARTIN):
        assert do(world.actor(name), read_message, sent).text == TEXT
    for name, refusal in (("dr_autre", NotFound), (CHARLIE, NotFound), (NADIA, Forbidden)):
        with pytest.raises(refusal):
            do(world.actor(name), read_message, sent)
        assert listed(world, name, Wanted.ALL) == []
    mine = send(world.actor("dr_autre"), world.ours, "Un confrère écrit")
    assert do(world.actor("dr_autre"), read_message, mine).text == "Un confrère écrit"
    with pytest.raises(Forbidden):
        do(world.actor("dr_autre"), acknowledge_message, mine)


def test_a_secretary_neither_acknowledges_nor_answers(world: World, sent: PractitionerMessage) -> None:
    for verb, more in ((acknowledge_message, {}), (answer_message, {"text": "Oui"})):
        with pytest.raises(Forbidden):
            do(world.actor(CAMILLE), verb, sent, **more)


def test_what_was_opened_is_in_the_journal_with_the_patient(
    world: World, sent: PractitionerMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[audit.Event] = []
    write = audit._row
    monkeypatch.setattr(audit, "_row", lambda event: (events.append(event), write(event))[1])
    do(world.actor(DR_MARTIN), read_message, sent)
    listed(world, CAMILLE, Wanted.ALL)
    told = [(event.action, event.patient_id) for event in events if event.action.startswith("calls:message:")]
    assert told == [
        (Action.MESSAGE_READ, sent.patient_id),
        (Action.MESSAGE_LISTED, sent.patient_id),
    ]
    assert TEXT not in repr(events)


@pytest.mark.parametrize("wrong", ["", " … ", "x" * 2001])
def test_a_message_says_something_and_not_too_much(world: World, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        send(world.actor(CAMILLE), world.ours, wrong)
    assert [error.field for error in refused.value.errors] == ["text"]


def test_neither_a_message_nor_an_answer_holds_a_social_security_number(
    world: World, sent: PractitionerMessage
) -> None:
    text = f"Son numéro : {nir_for()}"
    with pytest.raises(InvalidInput):
        send(world.actor(CAMILLE), world.ours, text)
    with pytest.raises(InvalidInput):
        do(world.actor(DR_MARTIN), answer_message, sent, text=text)
    send(world.actor(CAMILLE), world.ours, "Rappeler au 06 39 98 12 34 ou au 01 99 00 11 22")


def test_no_message_is_written_about_a_restricted_record_and_what_was_sent_is_still_read(
    world: World, sent: PractitionerMessage
) -> None:
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        patients.restrict_record(actor=system, patient_id=sent.patient_id, ground="accuracy-contested")
    with pytest.raises(RecordRestricted):
        send(world.actor(CAMILLE), world.ours, TEXT, patient_id=sent.patient_id)
    martin = world.actor(DR_MARTIN)
    assert do(martin, read_message, sent).text == TEXT
    do(martin, acknowledge_message, sent)
    with pytest.raises(RecordRestricted):
        do(martin, answer_message, sent, text="Oui")


def test_messages_about_a_locked_record_are_seen_by_nobody(world: World, sent: PractitionerMessage) -> None:
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        patients.lock_record(actor=system, patient_id=sent.patient_id, ground="unlawful")
    for name in (CAMILLE, DR_MARTIN):
        assert listed(world, name, Wanted.ALL) == []
        with pytest.raises(NotFound):
            do(world.actor(name), read_message, sent)


def test_it_goes_to_whoever_stands_in_that_day(world: World) -> None:
    substitute = make_practitioner(world.ours.practice, "Remplaçant", user=make_person("remplacant"))
    make_role(world.ours.practice, world.ours.location, substitute)
    today = home_day()
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        add_substitution(
            actor=system,
            practitioner_role_id=world.ours.role.id,
            substitute_id=substitute.id,
            starts_on=today,
            ends_on=today + timedelta(days=1),
        )
    assert send(world.actor(CAMILLE), world.ours).recipient_id == substitute.id


def test_an_answer_is_dealt_with_by_one_secretary(world: World, sent: PractitionerMessage) -> None:
    lea = make_person("lea")
    join_as_practice_secretary(world.ours.practice, lea)
    world.people["lea"] = lea
    camille, martin = world.actor(CAMILLE), world.actor(DR_MARTIN)
    with pytest.raises(MessageNotAnswered):
        do(camille, settle_answer, sent)
    do(martin, answer_message, sent, text="Oui")
    with pytest.raises(MessageAlreadyAnswered):
        do(martin, answer_message, sent, text="Non")
    do(camille, claim_answer, sent)
    for verb in (claim_answer, settle_answer):
        with pytest.raises(AnswerInHand) as refused:
            do(world.actor("lea"), verb, sent)
        assert refused.value.extra == {"claimed_by": str(camille.user_id)}
    do(camille, claim_answer, sent)
    do(camille, settle_answer, sent)
    do(camille, settle_answer, sent)
    with pytest.raises(AnswerSettled):
        do(world.actor("lea"), settle_answer, sent)


def test_what_one_took_in_hand_and_left_is_taken_by_another_after_ten_minutes(
    world: World, sent: PractitionerMessage
) -> None:
    lea = make_person("lea")
    join_as_practice_secretary(world.ours.practice, lea)
    world.people["lea"] = lea
    do(world.actor(DR_MARTIN), answer_message, sent, text="Oui")
    do(world.actor(CAMILLE), claim_answer, sent)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert do(world.actor("lea"), settle_answer, sent).settled_by_id == lea.id


def test_the_database_lets_nobody_change_what_was_sent(world: World, sent: PractitionerMessage) -> None:
    with acting_as(world.actor(CAMILLE)):
        for change in ({"kind": "urgent"}, {"sent_at": clock.now()}, {"sender": None}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                PractitionerMessage.objects.filter(id=sent.id).update(**change)


def test_a_text_copied_to_another_message_does_not_open(world: World, sent: PractitionerMessage) -> None:
    other = send(world.actor(CAMILLE), world.ours, "Autre chose", patient_id=sent.patient_id)
    with acting_as(system_actor(world.ours.practice.id)):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE calls_practitionermessage SET body ="
                " (SELECT body FROM calls_practitionermessage WHERE id = %s) WHERE id = %s",
                [sent.id, other.id],
            )
        with pytest.raises(SealBroken):
            read_message(actor=system_actor(world.ours.practice.id), message_id=other.id)


def test_a_message_is_about_the_patient_of_its_visit_and_of_this_practice(world: World) -> None:
    theirs = make_patient(world.theirs.practice)
    camille = world.actor(CAMILLE)
    with acting_as(camille), pytest.raises(NotFound):
        send_message(
            actor=camille, practitioner_role_id=world.ours.role.id, kind="message", text=TEXT, patient_id=theirs.id
        )
    with acting_as(camille), pytest.raises(InvalidInput):
        send_message(actor=camille, practitioner_role_id=world.ours.role.id, kind="other", text=TEXT)


def test_a_message_sent_before_a_restriction_is_heard_and_dealt_with_as_a_listed_exception(
    world: World, sent: PractitionerMessage
) -> None:
    camille, martin = world.actor(CAMILLE), world.actor(DR_MARTIN)
    do(martin, answer_message, sent, text="Qu'il vienne à 18 h")
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        assert sent.patient_id is not None
        patients.restrict_record(actor=system, patient_id=sent.patient_id, ground="accuracy-contested")
    assert do(martin, acknowledge_message, sent).acknowledged_at is not None
    assert do(camille, claim_answer, sent).claimed_by_id == camille.user_id
    assert do(camille, settle_answer, sent).settled_at is not None
    assert Permission.MESSAGE_HANDLE in ALLOWED_WHILE_RESTRICTED and Permission.MESSAGE_HANDLE not in READING
    reader = replace(martin, grants={sent.practice_id: frozenset({Permission.MESSAGE_READ, Permission.MESSAGE_ANSWER})})
    with pytest.raises(Forbidden):
        do(reader, acknowledge_message, sent)
