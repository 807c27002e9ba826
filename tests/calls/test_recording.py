"""Recording: off until the practice decides, announced, refused by a caller, six months at most; never the sound."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from calls.erasable import CallErasable
from calls.errors import NotRecorded
from calls.models import CallFact, CallRecording, CallSession, RecordingChoice
from calls.models.recording_choice import LONGEST_DAYS
from calls.services import (
    choose_recording,
    interrupt_recording,
    object_to_recording,
    pause_recording,
    read_due,
    receive,
)
from calls.services.pausing import Pause
from calls.services.recording import keep_reference, purge_recordings, recordings_due
from config.demonstration.telephony import EXCHANGE, GENERIC
from core import clock
from core.errors import Forbidden, InvalidInput
from core.scoping import Actor, acting_as, system_actor
from patients.erasable import Erasure, Person
from privacy.models import DeletionInstruction
from telephony_adapters.events import CallEvent, Kind
from telephony_adapters.protocols import Account, RawRequest
from telephony_adapters.twilio.recorder import TwilioRecorder
from tests.calls.exchange import an_exchange
from tests.calls.lines import LINE, calls_of, lines_of, make_line, say, with_accounts
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN, NADIA
from tests.telephony_adapters.recorded import recording_of
from tests.telephony_adapters.signing import twilio

pytestmark = pytest.mark.django_db
SAID = "Cet appel est enregistré. Dites-le si vous ne le voulez pas."


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        world = make_world()
        make_line(world.ours.practice, account=GENERIC)
        yield world


def tell(**content: Any) -> None:
    """One signed message of the demonstration's generic account."""
    from django.conf import settings

    account = settings.TELEPHONY_ACCOUNTS[GENERIC]
    body, stamp = json.dumps({"call_id": "c1", **content}).encode(), str(int(clock.now().timestamp()))
    mark = hmac.new(account.secrets["secret"].encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"x-permanence-timestamp": stamp, "x-permanence-signature": f"v1={mark}"}
    receive(account, RawRequest("POST", "https://example.test/telephonie/generic/demo/", headers, body, clock.now()))
    read_due(100)


def recorded_call(world: World) -> CallSession:
    """A call that its exchange recorded."""
    at = clock.now().isoformat()
    tell(kind="ringing", direction="inbound", line=LINE, remote="+33639981234", occurred_at=at)
    tell(kind="answered", agent="1001", answered_by="human", occurred_at=at)
    tell(kind="ended", occurred_at=at)
    tell(kind="recording_ready", leg_id="tape", recording="rec-42")
    (call,) = calls_of(world.ours.practice)
    return call


def twilio_account(**options: str) -> Account:
    return Account("twilio", "main", {"auth_token": "t"}, {"account_sid": "AC1", **options})


def kept(world: World) -> list[str]:
    with acting_as(system_actor(world.ours.practice.id)):
        return list(CallRecording.objects.values_list("reference", flat=True))


def ordered(world: World) -> list[str]:
    """The sounds that the operator of the telephone was told to destroy."""
    with acting_as(system_actor(world.ours.practice.id)):
        told = DeletionInstruction.objects.filter(kind="delete", done_at__isnull=True).order_by("recorded_at", "id")
        return [line for one in told for line in one.what.open().splitlines()[1:]]


def switch_on(world: World, days: int = 30) -> RecordingChoice:
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        return choose_recording(
            actor=martin, practice_id=world.ours.practice.id, is_on=True, announcement=SAID, retention_days=days
        )


def act(actor: Actor, verb: Any, call: CallSession, **more: Any) -> CallSession:
    with acting_as(actor):
        return verb(actor=actor, practice_id=call.practice_id, session_id=call.id, **more)  # type: ignore[no-any-return]


def test_a_practice_that_decided_nothing_keeps_no_reference_anywhere(world: World) -> None:
    call = recorded_call(world)
    assert kept(world) == [] and call.outcome == "answered" and call.ended_at is not None
    with acting_as(system_actor(world.ours.practice.id)):
        assert not [fact for fact in CallFact.objects.values() if "rec-42" in str(fact)]


def test_switched_on_the_reference_is_kept_for_the_chosen_time_and_then_forgotten(world: World) -> None:
    switch_on(world, days=10)
    recorded_call(world)
    assert kept(world) == ["rec-42"]
    practice = world.ours.practice.id
    system = system_actor(practice)
    for days, left in ((9, ["rec-42"]), (11, [])):
        at = clock.now() + timedelta(days=days)
        with acting_as(system):
            assert recordings_due(practice, at)[0] == 1 - len(left)
            purge_recordings(actor=system, practice_id=practice, now=at)
        assert kept(world) == left
    assert ordered(world) == ["rec-42"]


def test_the_practitioner_alone_decides_with_an_announcement_and_for_six_months_at_most(world: World) -> None:
    practice = world.ours.practice.id
    for name in (CAMILLE, NADIA):
        actor = world.actor(name)
        with acting_as(actor), pytest.raises(Forbidden):
            choose_recording(actor=actor, practice_id=practice, is_on=True, announcement=SAID)
    martin = world.actor(DR_MARTIN)
    for wrong in ({"announcement": "  "}, {"announcement": SAID, "retention_days": LONGEST_DAYS + 1}):
        with acting_as(martin), pytest.raises(InvalidInput):
            choose_recording(actor=martin, practice_id=practice, is_on=True, **wrong)  # type: ignore[arg-type]
    with acting_as(martin):
        assert not choose_recording(actor=martin, practice_id=practice, is_on=False).is_on


def test_the_database_itself_knows_six_months_and_the_announcement(world: World) -> None:
    switch_on(world)
    recorded_call(world)
    system = system_actor(world.ours.practice.id)
    for wrong, rule in (
        ({"retention_days": LONGEST_DAYS + 1}, "six_months_at_most"),
        ({"announcement": ""}, "announced_when_on"),
    ):
        with acting_as(system), pytest.raises(IntegrityError, match=rule), transaction.atomic():
            RecordingChoice.objects.update(**wrong)
    with acting_as(system), pytest.raises(IntegrityError, match="six_months_at_most"), transaction.atomic():
        one = CallRecording.objects.get()
        one.pk, one.reference, one.erase_after = None, "other", one.made_at + timedelta(days=LONGEST_DAYS + 1)
        CallRecording.objects.create(
            practice_id=one.practice_id, session_id=one.session_id, reference="other", made_at=one.made_at,
            erase_after=one.erase_after,
        )  # fmt: skip


@pytest.mark.requirement("CH-12", "ST-28")
def test_a_caller_who_objects_is_forgotten_and_nothing_more_is_kept_of_that_call(world: World) -> None:
    switch_on(world)
    call = recorded_call(world)
    act(world.actor(CAMILLE), object_to_recording, call)
    assert kept(world) == [] and ordered(world) == ["rec-42"]
    tell(kind="recording_ready", leg_id="tape", recording="rec-43")
    assert kept(world) == [] and sorted(ordered(world)) == ["rec-42", "rec-43"]


def test_a_pause_is_written_down_where_calls_are_recorded_and_makes_no_sense_elsewhere(world: World) -> None:
    call = recorded_call(world)
    camille = world.actor(CAMILLE)
    with pytest.raises(NotRecorded):
        act(camille, pause_recording, call, paused=True)
    switch_on(world)
    assert act(camille, pause_recording, call, paused=True).recording_paused_at == clock.now()
    assert act(camille, pause_recording, call, paused=False).recording_paused_at is None


def test_a_fact_without_a_reference_keeps_nothing(world: World) -> None:
    switch_on(world)
    call = recorded_call(world)
    empty = CallEvent(
        provider="generic", account=GENERIC, event_id="e", call_id="c1", leg_id="c1", kind=Kind.RECORDING_READY
    )
    with acting_as(system_actor(call.practice_id)):
        assert keep_reference(call, empty) is False


@pytest.mark.requirement("CH-12", "ST-25")
def test_a_recording_of_an_erased_person_s_call_is_forgotten_with_their_number(world: World) -> None:
    switch_on(world)
    recorded_call(world)
    patient = make_patient(world.ours.practice, phones=("+33639981234",))
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        CallErasable().erase(Erasure(system, Person(world.ours.practice.id, (patient.id,), patient.id), frozenset()))
    assert kept(world) == [] and ordered(world) == ["rec-42"]


def test_the_calls_of_a_couple_with_one_number_outlive_the_erasure_of_one(world: World) -> None:
    switch_on(world)
    call = recorded_call(world)
    gone, _ = (make_patient(world.ours.practice, name, phones=("+33639981234",)) for name in ("Roux", "Blanc"))
    system = system_actor(world.ours.practice.id)
    with acting_as(system):
        counts = CallErasable().erase(Erasure(system, Person(world.ours.practice.id, (gone.id,), gone.id)))
        call.refresh_from_db()
    assert set(counts.values()) == {0}
    assert (kept(world), call.remote_e164) == (["rec-42"], "+33639981234")
    assert ordered(world) == []


def test_a_pause_is_told_to_an_exchange_that_can_be_told_and_said_otherwise(world: World) -> None:
    switch_on(world)
    camille = world.actor(CAMILLE)
    by_hand = recorded_call(world)

    def interrupt(call: CallSession, paused: bool) -> Pause:
        with acting_as(camille):
            return interrupt_recording(actor=camille, practice_id=call.practice_id, session_id=call.id, paused=paused)[
                1
            ]

    assert interrupt(by_hand, True) is Pause.BY_HAND
    with an_exchange() as told, acting_as(system_actor(world.ours.practice.id)), transaction.atomic():
        CallSession.objects.update(account="exchange", provider_call_id="pbx-1.2")
        assert [interrupt(by_hand, paused) for paused in (False, True)] == [Pause.DONE, Pause.DONE]
        assert told.paths == ["DELETE /ari/recordings/live/pbx-1.2/pause", "POST /ari/recordings/live/pbx-1.2/pause"]
        told.status = 404
        assert interrupt(by_hand, False) is Pause.SILENT


@pytest.mark.requirement("CH-12")
def test_an_exchange_that_can_pause_tells_of_its_recordings_and_is_told_to_destroy_them(world: World) -> None:
    switch_on(world)
    own_words = twilio_account()
    make_line(world.ours.practice, "+33199001123", account=own_words.name)
    make_line(world.ours.practice, "+33199001124", account=EXCHANGE)
    told = {"RecordingSid": "RE1", "RecordingUrl": "https://api.example/RE1"}
    with with_accounts(**{own_words.name: own_words}):
        receive(own_words, twilio(To="+33199001123"))
        for status in ("in-progress", "completed"):
            receive(own_words, twilio(CallStatus="", To="", From="", RecordingStatus=status, **told))
        say(*(line.replace(LINE, "+33199001124") for line in lines_of("inbound-answered.ari")))
        say(recording_of("labpbx-1795313978.58"), recording_of("a-message-of-somebody"))
        read_due(100)
    assert sorted(kept(world)) == ["RE1", "labpbx-1795313978.58"]
    for call in calls_of(world.ours.practice):
        act(world.actor(CAMILLE), object_to_recording, call)
    assert kept(world) == [] and sorted(ordered(world)) == ["RE1", "labpbx-1795313978.58"]


def test_twilio_is_told_in_its_own_words() -> None:
    with an_exchange() as told:
        url = told.url
        account = twilio_account(api_url=url)
        TwilioRecorder().pause(account, "CA1")
        TwilioRecorder().resume(account, "CA1")
    assert told.paths == ["POST /ari/Accounts/AC1/Calls/CA1/Recordings/Twilio.CURRENT.json"] * 2
    assert told.bodies == ["Status=paused&PauseBehavior=silence", "Status=in-progress"]
