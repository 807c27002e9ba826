"""The Asterisk adapter against a server that speaks like one: sockets watched, cuts caught up, calls placed once."""

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from calls.folding import Outcome, fold_all
from calls.management.commands import listen_calls
from calls.management.commands.listen_calls import run
from calls.models import CallSession, InboxMessage
from calls.services import read_due, receive
from telephony_adapters.asterisk import listener as listening
from telephony_adapters.asterisk.control import AsteriskControl
from telephony_adapters.asterisk.listener import REPLACED, AsteriskListener
from telephony_adapters.protocols import Account, RawMessage, Refused, Unreachable
from telephony_adapters.recordings import facts_of
from tests.calls.elsewhere import outside
from tests.calls.lines import calls_of, make_line, with_accounts
from tests.factories.practices import make_world
from tests.lab.ari_server import After, Exchange, Scene, exchange
from tests.telephony_adapters.recorded import CASES, path_of

RECORDED = "2026-11-22T02:19:40Z"
LINES = path_of("inbound-answered.ari").read_text(encoding="utf-8").splitlines()


def listened(found: Exchange) -> list[str]:
    with AsteriskListener().listen(found.account, threading.Event()) as heard:
        return [message.text for message in heard]


@pytest.mark.parametrize("case", [case for case in CASES if case.endswith(".ari")])
def test_what_the_socket_says_is_the_call_that_was_recorded(case: str) -> None:
    lines = path_of(case).read_text(encoding="utf-8").splitlines()
    with exchange(Scene(lines)) as found:
        heard = listened(found)
    assert heard == lines
    (call,) = fold_all(facts_of(heard, found.account))
    assert call.did_e164 == "+33199001122"
    assert found.connections == [
        {"app": "permanence", "api_key": found.connections[0]["api_key"], "subscribeAll": "true"}
    ]


def test_a_socket_that_stays_open_and_mute_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "PING_SECONDS", 0.1)
    with exchange(Scene(LINES[:3], After.MUTE)) as found:
        began = time.monotonic()
        with pytest.raises(Unreachable):
            listened(found)
        assert time.monotonic() - began < 5
    with exchange(Scene(LINES[:3], After.STAY)) as found:
        listening_on = AsteriskListener().listen(found.account, threading.Event())
        with pytest.raises((Unreachable, StopIteration)), listening_on as messages:
            assert [next(messages).text for _ in range(3)] == LINES[:3]
            threading.Timer(0.6, found.ended.set).start()
            began = time.monotonic()
            next(messages)
        assert time.monotonic() - began >= 0.5, "positive control: a quiet socket that answers pings is kept"


def test_another_listener_that_takes_the_application_over_ends_this_one() -> None:
    replaced = json.dumps({"type": REPLACED, "application": "permanence"})
    with exchange(Scene([*LINES[:2], replaced], After.STAY)) as found:
        heard = []
        listening_on = AsteriskListener().listen(found.account, threading.Event())
        with pytest.raises(Unreachable, match="application-replaced"), listening_on as messages:
            for message in messages:
                heard.append(message.text)
    assert heard == [*LINES[:2], replaced]


@pytest.mark.parametrize("scenes", [(), (Scene(after=After.DROP),)])
def test_an_exchange_that_refuses_or_drops_the_line_is_unreachable(scenes: tuple[Scene, ...]) -> None:
    with exchange(*scenes) as found, pytest.raises(Unreachable):
        listened(found)


def test_nobody_at_that_address_is_unreachable() -> None:
    with exchange() as found:
        account = found.account
    with pytest.raises(Unreachable):
        AsteriskListener().listen(account, threading.Event()).__enter__()
    with pytest.raises(Unreachable):
        list(AsteriskListener().resync(account))


def test_the_same_request_dials_once_and_hanging_up_what_is_gone_is_no_failure() -> None:
    control = AsteriskControl()
    wanted = {"agent": "1001", "to_e164": "+33639985432", "present_did": "+33199001122", "request_id": "req-1"}
    with exchange() as found:
        first, second = (control.place_call(found.account, **wanted) for _ in range(2))
        assert (first.already, second.already, first.call_id) == (False, True, "req-1")
        (dialled,) = found.dialled
        assert dialled["endpoint"] == "PJSIP/1001" and dialled["callerId"] == "+33199001122"
        assert (dialled["extension"], dialled["context"]) == ("+33639985432", "from-internal")
        control.hang_up(found.account, "req-1")
        control.hang_up(found.account, "req-1")
        assert (found.hung_up, found.channels) == (["req-1", "req-1"], [])


def test_what_is_asked_of_an_exchange_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with exchange() as found, caplog.at_level(logging.DEBUG):
        AsteriskControl().place_call(
            found.account, agent="1001", to_e164="+33639985432", present_did="+33199001122", request_id="req-1"
        )
        assert found.dialled
    assert "33639985432" not in caplog.text and "channels" not in caplog.text


def test_an_exchange_that_does_not_know_us_refuses() -> None:
    with exchange() as found:
        account = found.account
        stranger = type(account)(
            "asterisk", "lab", secrets={**account.secrets, "password": "other"}, options=account.options
        )
        with pytest.raises(Refused):
            AsteriskControl().hang_up(stranger, "req-1")


def alive_after(count: int) -> list[dict[str, Any]]:
    """The channels as they stood once the first `count` messages were said."""
    channels: dict[str, dict[str, Any]] = {}
    for line in LINES[:count]:
        said = json.loads(line)
        for shown in (said.get("channel"), said.get("peer")):
            if shown:
                channels[shown["id"]] = shown
        if said["type"] == "ChannelDestroyed":
            channels.pop(said["channel"]["id"], None)
    return list(channels.values())


def first_of(kind: str, state: str) -> int:
    """Where the first message of that kind stands that shows a channel in that state."""
    return next(
        place
        for place, line in enumerate(LINES)
        if (said := json.loads(line))["type"] == kind and said.get("channel", {}).get("state") == state
    )


@pytest.fixture
def line(db: None) -> Iterator[Any]:
    with time_machine.travel(RECORDED, tick=True):
        world = make_world()
        make_line(world.ours.practice, account="lab")
        yield world.ours.practice


def follow(found: Exchange, stopping: threading.Event) -> None:
    """As the command does, until the last scene ended."""
    with with_accounts(lab=found.account):
        run(found.account, AsteriskListener(), stopping)
        read_due(1000)


@pytest.mark.django_db
def test_what_a_cut_hid_is_seen_in_the_live_channels(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The listener misses « answered »; the state is asked for before it listens again, and the call is answered."""
    monkeypatch.setattr("calls.management.commands.listen_calls.PAUSE_SECONDS", 0.0)
    up = first_of("ChannelStateChange", "Up")
    entered = first_of("ChannelHangupRequest", "Up")
    stopping = threading.Event()
    rest = [text for text in LINES[entered:] if json.loads(text)["type"] == "ChannelDestroyed"]
    with exchange(Scene(LINES[:up], After.DROP), Scene(rest), Scene(then=stopping.set)) as found:

        def cut() -> None:
            found.channels = alive_after(entered)

        found.scenes[0].then = cut
        follow(found, stopping)
    (call,) = calls_of(line)
    assert (call.outcome, call.answered_by, call.remote_e164) == (Outcome.ANSWERED, "1001", "+33639981234")
    assert call.ended_at is not None
    assert len(found.connections) == 3


@pytest.mark.django_db
def test_without_the_live_channels_the_answer_would_be_lost(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control of the test above: the same cut, and nothing alive to ask."""
    monkeypatch.setattr("calls.management.commands.listen_calls.PAUSE_SECONDS", 0.0)
    up, stopping = first_of("ChannelStateChange", "Up"), threading.Event()
    ended = [LINES[-1]]
    with exchange(Scene(LINES[:up], After.DROP), Scene(ended), Scene(then=stopping.set)) as found:
        follow(found, stopping)
    (call,) = calls_of(line)
    assert call.answered_at is None


@pytest.mark.django_db
def test_a_call_that_ended_inside_a_cut_is_closed_by_the_list_of_what_lives(
    line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calls.management.commands.listen_calls.PAUSE_SECONDS", 0.0)
    talking, stopping = first_of("ChannelHangupRequest", "Up"), threading.Event()
    begun = (Scene(LINES[:talking], After.DROP), Scene(then=stopping.set))
    with exchange(*begun, channels=alive_after(talking)) as found:
        follow(found, stopping)
    (call,) = calls_of(line)
    assert (call.outcome, call.ended_at) == (Outcome.ANSWERED, None), "positive control: it lives on"
    stopping.clear()
    with exchange(Scene(then=stopping.set)) as found:
        follow(found, stopping)
    (call,) = calls_of(line)
    assert (call.outcome, call.answered_by) == (Outcome.ANSWERED, "1001")
    assert call.ended_at is not None and call.answered_at is not None and call.answered_at < call.ended_at
    ended = call.ended_at
    stopping.clear()
    with exchange(Scene(then=stopping.set)) as found:
        follow(found, stopping)
    assert calls_of(line)[0].ended_at == ended, "once"


@pytest.mark.django_db
@pytest.mark.parametrize(("until", "outcome"), [(23, Outcome.ANSWERED), (13, Outcome.MISSED)])
def test_a_call_that_began_inside_a_cut_is_seen_from_what_lives_without_its_caller_s_number(
    line: Any, monkeypatch: pytest.MonkeyPatch, until: int, outcome: Outcome
) -> None:
    """Nobody heard the announcement. It is heard again twice, answered or rung out meanwhile: one call."""
    monkeypatch.setattr("calls.management.commands.listen_calls.PAUSE_SECONDS", 0.0)
    stopping = threading.Event()
    end = {"type": "ChannelDestroyed", "timestamp": "2026-11-22T02:19:50.000+0000", "cause": 16}
    destroyed = [json.dumps({**end, "channel": channel}) for channel in alive_after(until)]
    scenes = (Scene(LINES[12:until], After.DROP), Scene(destroyed), Scene(then=stopping.set))
    with exchange(*scenes, channels=alive_after(12)) as found:
        found.scenes[1].then = found.channels.clear
        follow(found, stopping)
    (call,) = calls_of(line)
    assert (call.outcome, call.direction, call.remote_state, call.remote_e164) == (outcome, "inbound", "unknown", "")
    assert call.started_at.isoformat().startswith("2026-11-22T02:19:38.077")
    assert call.ended_at is not None


def test_what_the_exchange_said_as_the_database_went_away_is_kept_afterwards(
    committed: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("calls.management.commands.listen_calls.PAUSE_SECONDS", 0.0)
    make_line((world := make_world()).ours.practice, account="lab")
    cut, stopping = list[str](), threading.Event()

    def receive_after_the_cut(account: Account, message: RawMessage) -> None:
        if message.text == LINES[3] and not cut:
            with connection.cursor() as cursor, outside() as other:
                cursor.execute("SELECT pg_backend_pid()")
                other.execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())
            cut.append("the announcement was in hand")
        receive(account, message)

    monkeypatch.setattr(listen_calls, "receive", receive_after_the_cut)
    with time_machine.travel(RECORDED, tick=True), exchange(Scene(LINES), Scene(then=stopping.set)) as found:
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        follow(found, stopping)
    assert cut and not lock_from_outside(), "the lock is taken again with the new connection"
    (call,) = calls_of(world.ours.practice)
    assert (call.outcome, call.remote_e164) == (Outcome.ANSWERED, "+33639981234")
    assert "lab: nothing can be kept for now: OperationalError" in caplog.text


@pytest.mark.django_db
def test_what_is_said_while_the_live_channels_are_asked_for_is_heard(
    line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole call happens after the socket opened and before the list of what lives was answered: it is in none."""
    monkeypatch.setattr("calls.management.commands.listen_calls.PAUSE_SECONDS", 0.0)
    stopping = threading.Event()
    unlike = ["not JSON", '{"type": "ChannelCreated", "channel": "x"}']
    with exchange(Scene(meanwhile=[*LINES, *unlike]), Scene(then=stopping.set)) as found:
        follow(found, stopping)
    (call,) = calls_of(line)
    assert (call.outcome, call.answered_by, call.remote_e164) == (Outcome.ANSWERED, "1001", "+33639981234")
    assert call.ended_at is not None
    assert InboxMessage.objects.filter(state="refused").count() == 2, "what cannot be read ends no listening"


@pytest.mark.django_db
def test_one_process_listens_to_an_account_and_lets_go_when_it_is_stopped(db: None) -> None:
    """A second listener would silence the first: the database lets one in, and the next one after it."""
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    seen: list[str] = []

    def meanwhile() -> None:
        seen.append("locked" if not lock_from_outside() else "free")
        os.kill(os.getpid(), signal.SIGTERM)

    try:
        # The exchange has nothing more to say, and stays on the line.
        with exchange(Scene(LINES[:1], After.STAY, meanwhile)) as found, with_accounts(lab=found.account):
            call_command("listen_calls", account="lab")
        assert seen == ["locked"] and lock_from_outside()
        with holding_the_lock(), exchange() as found, with_accounts(lab=found.account):
            with pytest.raises(CommandError, match="already"):
                call_command("listen_calls", account="lab")
            assert found.connections == []
        assert not CallSession.objects.exists()
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


LOCK = "SELECT pg_try_advisory_lock(hashtextextended('listen lab', 0))"


def lock_from_outside() -> bool:
    with outside() as other:
        return bool(other.execute(LOCK).fetchone()[0])  # type: ignore[index]


class holding_the_lock:
    def __enter__(self) -> None:
        self.other = outside()
        assert self.other.execute(LOCK).fetchone() == (True,)

    def __exit__(self, *problem: object) -> None:
        self.other.close()
