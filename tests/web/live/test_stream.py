"""The stream of a real server: who may hear what, what a stream costs the database, and how it ends."""

import threading
import time
import urllib.request

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Session
from calls.models import CallSession
from calls.services import take_call
from core.scoping import acting_as
from tests.calls.lines import begin_ringing, calls_of, ring
from tests.factories.accounts import signed_in
from tests.factories.practices import World
from tests.personas import CAMILLE, CHARLIE, NADIA
from tests.web.live.serving import PATIENCE, Serving, Stream, session_of
from web.live import herald, listener, stream
from web.live.gate import ASKING_AT_ONCE
from web.live.listener import APPLICATION

LISTENING = "data: listening"


def backends(**named: str) -> int:
    """Connections of the web role to this test's database, by application name."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [named["application"]])
        return int(cursor.fetchone()[0])


def all_backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def cut_listening() -> None:
    """As a restart of the database would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [APPLICATION],
        )


def ringing(committed_world: World) -> CallSession:
    """A call that nobody has answered yet."""
    begin_ringing()
    (call,) = calls_of(committed_world.ours.practice)
    return call


def camille_listens(committed_world: World, served: Serving) -> Stream:
    opened = served.listen(session_of(committed_world.people[CAMILLE]))
    opened.until(LISTENING)
    return opened


def test_a_call_is_told_to_those_who_may_handle_it_and_only_to_them(committed_world: World, served: Serving) -> None:
    camille = camille_listens(committed_world, served)
    charlie = served.listen(session_of(committed_world.people[CHARLIE]))
    charlie.until(LISTENING)
    ring()
    (call,) = calls_of(committed_world.ours.practice)
    told = camille.calls(2)
    assert {session for session, _ in told} == {str(call.id)}
    assert [version for _, version in told] == sorted({version for _, version in told})
    served.live.hub.end()
    assert not any("event: call" in line for line in charlie.rest())


def test_the_first_words_of_a_call_come_with_its_news_and_without_the_caller(
    committed_world: World, served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(herald, "PATIENCE_SECONDS", PATIENCE)
    opened = camille_listens(committed_world, served)
    call = ringing(committed_world)
    opened.until("event: call")
    assert str(call.id) in opened.until("data: ")[-1]
    banner = opened.until("data: ")[-1]
    assert f'data-ring="{call.id}"' in banner and "Cabinet de Nancy, bonjour." in banner
    assert call.remote_e164 and "39 98" not in banner and "csrf" not in banner
    client = signed_in(Client(), committed_world.people[CAMILLE])
    asked = f"/bureau/sonneries/?appel={call.practice_id}.{call.id}"
    assert client.get(asked).status_code == 200
    assert signed_in(Client(), committed_world.people[CHARLIE]).get(asked).status_code == 404
    actor = committed_world.actor(CAMILLE)
    with acting_as(actor):
        take_call(actor=actor, practice_id=call.practice_id, session_id=call.id)
    (told,) = opened.calls(1)
    assert told[0] == str(call.id)
    assert client.get(asked).status_code == 204, "what was taken rings nowhere"


def test_a_call_that_rings_already_is_told_on_opening(committed_world: World, served: Serving) -> None:
    call = ringing(committed_world)
    opened = served.listen(session_of(committed_world.people[CAMILLE]))
    head = opened.until("event: call")
    assert "content-type: text/event-stream" in head
    assert "cache-control: no-store, no-transform" in head
    assert not any("content-encoding" in line for line in head)
    assert str(call.id) in opened.until("data: ")[-1]


def test_a_colleague_hears_that_the_call_is_taken(committed_world: World, served: Serving) -> None:
    call = ringing(committed_world)
    opened = camille_listens(committed_world, served)
    actor = committed_world.actor(CAMILLE)
    with acting_as(actor):
        take_call(actor=actor, practice_id=call.practice_id, session_id=call.id)
    (told,) = opened.calls(1)
    assert told == (str(call.id), call.version + 1)


@pytest.mark.parametrize(("person", "status"), [(None, "302"), (NADIA, "403")])
def test_whoever_handles_no_call_has_no_stream(
    committed_world: World, served: Serving, person: str | None, status: str
) -> None:
    session = session_of(committed_world.people[person]) if person else "nobody"
    (first,) = served.listen(session).until("HTTP/1.1")
    assert first.split()[1] == status


def test_a_stream_ends_with_the_session_that_opened_it(
    committed_world: World, served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(stream, "ASK_AGAIN_SECONDS", 0.2)
    opened = camille_listens(committed_world, served)
    Session.objects.all().delete()
    assert ":" in opened.rest()


def test_streams_hold_no_connection_of_the_database(committed_world: World, served: Serving) -> None:
    session = session_of(committed_world.people[CAMILLE])
    opened = [served.listen(session) for _ in range(ASKING_AT_ONCE + 2)]
    for one in opened:
        one.until(LISTENING)
    assert backends(application=APPLICATION) == 1
    patience = time.monotonic() + 5
    while all_backends() > 2 and time.monotonic() < patience:  # ours, and the one that listens
        threading.Event().wait(0.05)  # a server takes a moment to bury a closed connection
    assert all_backends() == 2
    address = f"http://127.0.0.1:{served.port}/healthz"
    assert urllib.request.urlopen(address, timeout=5).status == 200


def test_a_lost_connection_is_told_and_made_again(
    committed_world: World, served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "FIRST_PAUSE", 0.05)
    opened = camille_listens(committed_world, served)
    cut_listening()
    opened.until("data: deaf")
    opened.until(LISTENING)
    ring()
    assert opened.calls(1)
    assert backends(application=APPLICATION) == 1


def test_open_streams_do_not_hold_up_a_stop(committed_world: World, served: Serving) -> None:
    opened = camille_listens(committed_world, served)
    began = time.monotonic()
    served.server.should_exit = True
    opened.rest()
    assert time.monotonic() - began < 3
