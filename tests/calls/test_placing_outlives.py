"""A call that is asked for is on disk before the exchange hears of it: a lost answer never makes a second call."""

import pytest
import time_machine
from django.db import connections, transaction

from calls.models import CallRequest, CallSession
from calls.services import assign_phone, place_call_back
from core.scoping import acting_as, system_actor
from tests.calls.exchange import an_exchange
from tests.calls.lines import make_line, ring
from tests.factories.practices import make_world
from tests.personas import CAMILLE

pytestmark = pytest.mark.slow


def test_the_request_is_committed_before_the_exchange_is_told(committed: None) -> None:
    with time_machine.travel("2026-11-22T02:25:00Z", tick=False), an_exchange() as told:
        world = make_world()
        make_line(world.ours.practice)
        assign_phone(actor=system_actor(), account="exchange", agent="1001", user_id=world.people[CAMILLE].id)
        ring("inbound-missed-caller-gave-up.ari")
        camille, found = world.actor(CAMILLE), []
        with acting_as(camille), transaction.atomic():
            missed = CallSession.objects.get(outcome="missed")

        def look() -> None:
            # The exchange's own thread, hence a connection of its own: it sees only what is committed.
            try:
                with acting_as(camille), transaction.atomic():
                    found.extend(CallRequest.objects.values_list("state", flat=True))
            finally:
                connections.close_all()

        told.seen = look
        with acting_as(camille):
            place_call_back(actor=camille, practice_id=missed.practice_id, session_id=missed.id)
        assert found == ["stored"]
