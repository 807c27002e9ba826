"""Three hundred desks on one process: one connection listens for all of them, and each hears."""

import time

import pytest

from tests.calls.lines import calls_of, ring
from tests.factories.practices import World
from tests.personas import CAMILLE
from tests.web.live.conftest import committed_world, served
from tests.web.live.serving import Serving, session_of
from tests.web.live.test_stream import LISTENING, backends
from web.live.listener import APPLICATION

__all__ = ["committed_world", "served"]
DESKS, WITHIN_SECONDS = 300, 2.0


@pytest.mark.slow
def test_three_hundred_streams_are_one_listening_connection(committed_world: World, served: Serving) -> None:
    session = session_of(committed_world.people[CAMILLE])
    opened = [served.listen(session) for _ in range(DESKS)]
    for one in opened:
        one.until(LISTENING)
    assert len(served.live.hub) == DESKS
    assert backends(application=APPLICATION) == 1
    ring()
    began = time.monotonic()
    (call,) = calls_of(committed_world.ours.practice)
    assert {one.calls(1)[0][0] for one in opened} == {str(call.id)}
    assert time.monotonic() - began < WITHIN_SECONDS
