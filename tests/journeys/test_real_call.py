"""A call over SIP, from a carrier to a telephone, told on by signed messages: it pops, is answered, ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from playwright.sync_api import expect

from calls import queries
from calls.folding import Outcome
from calls.models import CallSession
from core.scoping import acting_as
from telephony_adapters.protocols import Account
from tests.calls.lines import calls_of, make_line, with_accounts
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground
from tests.journeys.test_booking_by_keyboard import focused
from tests.lab.processes import wait_until
from tests.lab.reader import reading
from tests.lab.telephone import EXTENSION, Bridge, call_from, telephone
from tests.web.live.serving import Serving, serving

pytestmark = pytest.mark.slow
HOTLINE = Account("generic", "hotline", secrets={"secret": "lab-secret"})  # fictitious
LINE, SINGLE = "+33199001188", "+33199000017"


@pytest.fixture(scope="module")
def live(ground: Ground, static_files: None) -> Iterator[Serving]:
    with with_accounts(hotline=HOTLINE), serving(StaticFilesHandler(WSGIHandler())) as running:
        make_line(ground.world.ours.practice, LINE, HOTLINE.name)
        yield running


@pytest.fixture(scope="module")
def address(live: Serving) -> str:
    return f"http://localhost:{live.port}"


def the_call(ground: Ground) -> CallSession:
    (call,) = calls_of(ground.world.ours.practice)
    return call


def live_calls(ground: Ground) -> list[CallSession]:
    with acting_as(ground.actor), transaction.atomic():
        return queries.live_calls(ground.actor)


def test_a_real_call_pops_is_answered_and_ends(open_page: Open, ground: Ground, address: str, tmp_path: Path) -> None:
    bridge = Bridge(f"{address}/telephonie/generic/{HOTLINE.name}/", HOTLINE.secrets["secret"], LINE)
    page = open_page("/bureau/")
    expect(page.locator("[data-live]")).to_have_text("Temps réel : connecté")
    with reading(), telephone(tmp_path, bridge) as phone, call_from(SINGLE, phone, seconds=2) as carrier:
        expect(page.locator("#sonneries [data-ring]")).to_contain_text("LEFÈVRE Camille")
        (ringing,) = live_calls(ground)
        assert (ringing.remote_e164, ringing.answered_at, ringing.line.e164) == (SINGLE, None, LINE)
        page.keyboard.press("F2")
        focused(page, "[name=motif]:checked")
        phone.answer()
        bridge.heard("ended")
        assert carrier.wait(10) == 0, "the carrier's own account of the call"
        wait_until(lambda: the_call(ground).ended_at is not None, "the call is folded to its end")
    call = the_call(ground)
    assert (call.outcome, call.answered_by, call.taken_by_id) == (Outcome.ANSWERED, EXTENSION, ground.actor.user_id)
    assert call.answered_at is not None and call.started_at < call.answered_at
    assert set(bridge.statuses) == {204}
    assert live_calls(ground) == []
