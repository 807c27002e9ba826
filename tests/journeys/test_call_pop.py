"""A call rings at the desk: it pops in every tab, four keys book, and nothing that fails replaces the call."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.db.models import F
from playwright.sync_api import Locator, Page, expect

from calls.models import CallSession
from core import clock
from core.scoping import acting_as, system_actor
from tests.calls.lines import LINE, begin_ringing, calls_of, make_line
from tests.factories.patients import make_patient
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, visits
from tests.journeys.looking import Look
from tests.journeys.test_booking_by_keyboard import CONFIRM, SEARCH, Keys, focused
from tests.personas import DR_MARTIN
from tests.web.live.serving import Serving, serving
from web.live import presenter

pytestmark = pytest.mark.slow

SINGLE, SHARED, NOBODY = "+33199000017", "+33199000018", "+33199000019"
POLLED = 15_000  # ms: five seconds between two questions, and a machine with other work
CONNECTED, WAITING = "Temps réel : connecté", "Temps réel : reconnexion…"


@pytest.fixture(scope="module")
def live(ground: Ground, static_files: None) -> Iterator[Serving]:
    """Pages and stream of one origin, on the ground's practice whose number rings."""
    make_line(ground.world.ours.practice)
    with transaction.atomic():
        for name in ("Lenormand", "Petit"):
            make_patient(ground.world.ours.practice, name, phones=(SHARED,))
    with serving(StaticFilesHandler(WSGIHandler())) as running:
        yield running


@pytest.fixture(scope="module")
def address(live: Serving) -> str:
    return f"http://localhost:{live.port}"


@pytest.fixture(autouse=True)
def silence(live: Serving, ground: Ground) -> Iterator[None]:
    """No call outlives its test."""
    yield
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        CallSession.objects.filter(practice_id=ground.practice_id).update(
            ended_at=clock.now(), wrapped_up_at=clock.now()
        )


def ring(ground: Ground, caller: str, case: str = "inbound-answered.ari") -> CallSession:
    begin_ringing(line=LINE, caller=caller, case=case)
    *_, call = calls_of(ground.world.ours.practice)
    return call


def connected(page: Page) -> Page:
    expect(page.locator("[data-live]")).to_have_text(CONNECTED)
    return page


def banner(page: Page) -> Locator:
    return page.locator("#sonneries [data-ring]")


def test_a_known_caller_is_booked_by_four_keys(open_page: Open, ground: Ground) -> None:
    page = connected(open_page("/bureau/planning/"))
    page.keyboard.press("Control+k")
    page.keyboard.type("lef")
    call = ring(ground, SINGLE)
    expect(banner(page)).to_contain_text("LEFÈVRE Camille")
    expect(banner(page)).to_contain_text("« Cabinet de Nancy, bonjour. »")
    focused(page, "#partout")
    assert page.input_value("#partout") == "lef", "a ring takes neither the focus nor what is being typed"
    before = {visit.id for visit in visits(ground, ground.single)}

    keys = Keys(page)
    keys.press("F2")
    focused(page, "[name=motif]:checked")
    keys.press("Enter")
    focused(page, "[name=creneau]:checked")
    keys.press("Enter")
    focused(page, CONFIRM)
    keys.press("Enter")
    expect(page.locator(".recap")).to_contain_text("Rendez-vous confirmé")
    assert keys.count == 4
    (made,) = (visit for visit in visits(ground, ground.single) if visit.id not in before)
    assert made.call_id == call.id
    expect(page.locator("#appel .banner")).to_contain_text("01 99 00 00 17")


def test_a_colleague_sees_who_took_it_and_then_nothing(
    open_page: Open, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenter, "TAKEN_SECONDS", 2)
    camille, doctor = connected(open_page("/bureau/")), connected(open_page("/bureau/", person=DR_MARTIN))
    ring(ground, NOBODY)
    for page in (camille, doctor):
        expect(banner(page)).to_be_visible()
    camille.keyboard.press("F2")
    focused(camille, SEARCH)
    expect(doctor.locator("#sonneries")).to_contain_text("appel pris par Camille")
    expect(banner(doctor)).to_have_count(0)
    expect(doctor.locator("#sonneries .ring")).to_have_count(0)
    camille.goto("/bureau/planning/")
    camille.get_by_role("link", name="Revenir à l'appel").click()
    focused(camille, SEARCH)


def test_of_several_patients_none_is_opened_until_one_is_chosen(open_page: Open, ground: Ground) -> None:
    page = connected(open_page("/bureau/"))
    ring(ground, SHARED)
    expect(banner(page)).to_contain_text("2 patients ont ce numéro")
    page.keyboard.press("F2")
    focused(page, "[name=patient]:not(:checked)")
    page.keyboard.press("Enter")
    expect(page.locator(".person")).to_have_count(0)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".person")).to_contain_text("PETIT")


def test_a_withheld_number_is_said_and_the_search_is_ready(open_page: Open, ground: Ground) -> None:
    page = connected(open_page("/bureau/"))
    ring(ground, SINGLE, "inbound-withheld.ari")
    expect(banner(page)).to_contain_text("Numéro masqué")
    expect(banner(page)).not_to_contain_text("LEFÈVRE")
    page.keyboard.press("F2")
    focused(page, SEARCH)
    expect(page.locator("#resultats [name=patient]")).to_have_count(0)


def test_thirteen_tabs_are_one_stream(open_page: Open, ground: Ground, live: Serving) -> None:
    first = connected(open_page("/bureau/"))
    tabs = [first, *(first.context.new_page() for _ in range(12))]
    for tab in tabs[1:]:
        tab.goto("/bureau/")
        connected(tab)
    assert len(live.live.hub) == 1
    ring(ground, NOBODY)
    for tab in tabs:
        expect(banner(tab)).to_be_visible()
    assert len(live.live.hub) == 1


def test_a_browser_without_streams_asks_every_five_seconds(open_page: Open, ground: Ground, live: Serving) -> None:
    page = open_page("about:blank")
    page.context.add_init_script("delete window.SharedWorker")
    page.goto("/bureau/")
    expect(page.locator("[data-live]")).to_have_text(WAITING)
    ring(ground, SINGLE)
    expect(banner(page)).to_contain_text("LEFÈVRE Camille", timeout=POLLED)
    assert len(live.live.hub) == 0
    page.context.clear_cookies(name="session")
    expect(page.locator("[data-live]")).to_have_text("Session fermée", timeout=POLLED)


def test_a_refusal_never_replaces_the_call_on_screen(open_page: Open, ground: Ground) -> None:
    page = connected(open_page("/bureau/"))
    ring(ground, SINGLE)
    banner(page).wait_for()
    page.keyboard.press("F2")
    focused(page, "[name=motif]:checked")
    here = page.url
    ring(ground, NOBODY)
    banner(page).wait_for()
    # Who calls is asked after the first words, and the answer brings the cookie again.
    page.wait_for_timeout(1500)
    page.context.clear_cookies(name="csrftoken")
    page.keyboard.press("F2")
    expect(page.locator("#ennui")).to_be_visible()
    assert page.url == here
    expect(page.locator(".person")).to_contain_text("LEFÈVRE Camille")
    expect(banner(page)).to_be_visible()


def test_a_ringing_desk_is_accessible(open_page: Open, ground: Ground, look: Look) -> None:
    page = connected(open_page("/bureau/"))
    ring(ground, SHARED)
    banner(page).wait_for()
    look("ringing", page)
    ring(ground, SINGLE)
    expect(banner(page)).to_have_count(2)
    look("two ring", page)
    page.get_by_role("button", name=re.compile("Prendre l'appel")).first.click()
    focused(page, "[name=patient]")
    banner(page).wait_for()
    look("one in hand, one rings", page)
    silent = system_actor(ground.practice_id)
    with acting_as(silent), transaction.atomic():
        CallSession.objects.filter(practice_id=ground.practice_id).update(
            ended_at=clock.now(), version=F("version") + 1
        )
    expect(page.locator(".ring.ended")).to_be_visible()
    look("over", page)
