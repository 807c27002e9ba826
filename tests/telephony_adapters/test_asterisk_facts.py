"""What single messages of the exchange state: each alone, so that any order and any loss can be borne."""

import json
from datetime import UTC, datetime

import pytest

from telephony_adapters.asterisk import ari
from telephony_adapters.events import CallEvent, Kind, RemoteState
from telephony_adapters.recordings import UnreadableRecording, facts_of
from tests.telephony_adapters.recorded import CASES, LAB, facts, path_of, recording_of

TRUNK = {
    "id": "pbx-1795313978.58",
    "name": "PJSIP/trunk-0000003a",
    "state": "Ring",
    "caller": {"name": "", "number": "+33639981234"},
    "dialplan": {"context": "from-trunk", "exten": "+33199001122"},
    "channelvars": {"CHANNEL(linkedid)": "pbx-1795313978.58"},
}


def message(kind: str, **more: object) -> str:
    return json.dumps({"type": kind, "timestamp": "2026-11-22T02:19:38.077+0000", "channel": TRUNK, **more})


def test_the_birth_of_a_call_never_tells_the_caller_s_number() -> None:
    (fact,) = ari.parse(message("ChannelCreated"), LAB)
    assert (fact.kind, fact.did_e164, fact.remote_state) == (Kind.RINGING, "+33199001122", None)


@pytest.mark.parametrize("presentation", ["prohib_not_screened", "prohib", "unavailable", ""])
def test_the_announcement_of_a_hidden_caller_carries_no_number(presentation: str) -> None:
    said = {"DID": "+33199001122", "CLI": "+33639981234", "CLIPres": presentation, "CallId": "pbx-1795313978.58"}
    (fact,) = ari.parse(message("ChannelUserevent", eventname="CtiInbound", userevent=said), LAB)
    assert (fact.remote_state, fact.remote_e164) == (RemoteState.WITHHELD, None)
    (shown,) = ari.parse(
        message("ChannelUserevent", eventname="CtiInbound", userevent={**said, "CLIPres": "allowed"}), LAB
    )
    assert shown.remote_e164 == "+33639981234"


def test_the_caller_s_own_channel_being_up_is_not_an_answer() -> None:
    up = {**TRUNK, "state": "Up"}
    assert ari.parse(message("ChannelStateChange", channel=up), LAB) == []
    (fact,) = ari.parse(message("ChannelDialplan", channel=up, dialplan_app="VoiceMail"), LAB)
    assert fact.kind is Kind.VOICEMAIL_ENTERED
    assert ari.parse(message("ChannelDialplan", channel=up, dialplan_app="Queue"), LAB) == []


def test_a_live_call_states_its_line_as_dialled_or_written_down_and_none_after_a_transfer_to_an_extension() -> None:
    def begun(**channel: object) -> list[CallEvent]:
        shown = json.dumps(ari.snapshot({**TRUNK, **channel}, datetime(2026, 11, 22, 3, tzinfo=UTC)))
        return [fact for fact in ari.parse(shown, LAB) if isinstance(fact, CallEvent)]

    inside, written = {"exten": "1001"}, {**TRUNK["channelvars"], "DID": "+33199001122"}  # type: ignore[dict-item]
    shown = [begun(), begun(dialplan=inside, channelvars=written), begun(dialplan=inside)]
    assert [[fact.did_e164 for fact in facts] for facts in shown] == [["+33199001122"]] * 2 + [[None]]
    assert {(fact.kind, fact.remote_state) for facts in shown for fact in facts} == {(Kind.RINGING, None)}
    assert begun(id="other") == [] and begun(name="PJSIP/1001-0000003b") == []


def test_a_finished_recording_is_told_by_the_call_it_is_named_after() -> None:
    (fact,) = ari.parse(recording_of("pbx-1795313978.58"), LAB)
    assert isinstance(fact, CallEvent)
    assert (fact.kind, fact.call_id, fact.recording_ref) == (Kind.RECORDING_READY, "pbx-1795313978.58", fact.call_id)


def test_plumbing_and_news_of_devices_say_nothing() -> None:
    local = {**TRUNK, "name": "Local/1001@queue-00000001;1", "state": "Up"}
    assert ari.parse(message("ChannelStateChange", channel=local), LAB) == []
    assert ari.parse(json.dumps({"type": "DeviceStateChanged", "device_state": {"name": "PJSIP/1001"}}), LAB) == []


def test_no_fact_of_a_withheld_call_holds_its_number() -> None:
    assert "39981234" in path_of("inbound-withheld.ari").read_text(encoding="utf-8")
    assert "39981234" not in str([fact.as_json() for fact in facts("inbound-withheld.ari")])


@pytest.mark.parametrize("case", CASES)
def test_the_same_message_twice_is_the_same_fact(case: str) -> None:
    assert [fact.event_id for fact in facts(case)] == [fact.event_id for fact in facts(case)]
    assert len({fact.event_id for fact in facts(case)}) > 5


@pytest.mark.parametrize("line", ["{", "[]", '"text"'])
def test_a_line_that_is_no_message_is_named_and_not_shown(line: str) -> None:
    with pytest.raises(UnreadableRecording, match="line 2"):
        list(facts_of(["", line], LAB))
