"""Consignes and an urgent call without the mouse; their pages as axe sees them, on a desk and on a phone."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from core.scoping import acting_as, system_actor
from instructions.models import ConsigneVersion, UrgencyRun, UrgencyStep
from tests.factories.consignes import make_consigne, make_protocol
from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.journeys.ground import Ground, end_visits, visits
from tests.journeys.looking import Look
from tests.journeys.test_accessibility import call
from tests.journeys.test_booking_by_keyboard import begin, focused, found, reach_recap

pytestmark = pytest.mark.slow
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="module")
def told(ground: Ground, django_db_blocker: Any) -> Iterator[dict[str, ConsigneVersion]]:
    """A question and a warning about first consultations, an information for everybody, a signed protocol."""
    practice, reason = ground.world.ours.practice, (ground.long_reason.id,)
    with django_db_blocker.unblock(), transaction.atomic():
        laid = {
            "ask": make_consigne(
                practice,
                "ask",
                "Pas de bilan sans les examens.",
                kind="important",
                question="Avez-vous vos examens ?",
                visit_reasons=reason,
            ),
            "warn": make_consigne(practice, "warn", "Prévoir une heure.", visit_reasons=reason),
            "info": make_consigne(practice, kind="info", sentence="Parking derrière le cabinet."),
            "block": make_consigne(practice, "block", "Pas d'enfant ici.", kind="important", age_until=16),
            "draft": make_consigne(practice, sentence="Brouillon du cabinet.", approved=False),
        }
        make_protocol(practice)
    yield laid


@pytest.fixture(autouse=True)
def no_visit_yet(ground: Ground) -> None:
    end_visits(ground, ground.single)


def picture(page: Page, name: str) -> None:
    """Kept only where somebody asks for pictures to look at."""
    if PICTURES:
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=Path(PICTURES) / f"{name}-{size['width']}.png", full_page=True)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def test_what_a_consigne_asks_is_answered_by_digits_and_enter(
    desk: Page, ground: Ground, told: dict[str, ConsigneVersion]
) -> None:
    before = {visit.id for visit in visits(ground, ground.single)}
    keys = begin(desk)
    expect(desk.locator("#consigne-motif")).to_contain_text("Parking derrière le cabinet.")
    expect(desk.locator("#consigne-motif")).not_to_contain_text("Pas de bilan")
    keys.type("12031984")
    found(desk, "1 patient.")
    keys.press("Enter")
    focused(desk, "[name=motif]:checked")
    keys.press("2")
    expect(desk.locator("#consigne-motif")).to_contain_text("Important · question à poser")
    keys.press("Enter")
    focused(desk, "[name=creneau]:checked")
    keys.press("Enter")
    focused(desk, f"[name='consigne-{told['ask'].id}']")
    keys.press("Enter")  # nothing is chosen: nothing goes on
    assert {visit.id for visit in visits(ground, ground.single)} == before
    focused(desk, f"[name='consigne-{told['ask'].id}']")
    keys.press("1", "Enter")
    focused(desk, f"[name='consigne-{told['warn'].id}']")
    keys.press("1", "Enter")
    focused(desk, "[data-end]")
    (made,) = (visit for visit in visits(ground, ground.single) if visit.id not in before)
    # The information was shown, the two others were answered.
    assert set(made.consigne_versions) == {told[name].id for name in ("ask", "warn", "info")}
    assert made.consigne_breaches == []


def test_where_nothing_is_asked_the_keys_are_the_same(
    desk: Page, ground: Ground, told: dict[str, ConsigneVersion]
) -> None:
    keys = begin(desk)
    reach_recap(desk, keys)
    keys.press("Enter")
    focused(desk, "[data-end]")
    assert keys.count - len("12031984") <= 6
    *_, made = visits(ground, ground.single)
    assert made.consigne_versions == [told["info"].id]


def test_an_urgent_call_is_followed_without_the_mouse(
    desk: Page, ground: Ground, told: dict[str, ConsigneVersion]
) -> None:
    keys = begin(desk)
    keys.press("Control+u")
    expect(desk.get_by_role("heading", level=2).first).to_contain_text("Douleur dans la poitrine")
    focused(desk, "[data-digit]")
    keys.press("2")
    expect(desk.get_by_role("heading", level=2).first).to_contain_text("Depuis quand")
    focused(desk, "[data-digit]")
    keys.press("1")
    expect(desk.get_by_role("heading", level=2).first).to_contain_text("Rendez-vous le jour même")
    focused(desk, "[data-focus], a.primary")
    keys.press("Enter")
    desk.wait_for_url(re.compile(r"/bureau/appel/.*[?&]du="))
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        run = UrgencyRun.objects.latest("begun_at")
        steps = list(UrgencyStep.objects.filter(run=run).order_by("position"))
    assert str(run.call_id) in desk.url
    assert [step.ends for step in steps] == [False, True]


def test_their_pages_are_in_order(
    open_page: Open, ground: Ground, told: dict[str, ConsigneVersion], look: Look
) -> None:
    page = open_page(call(ground, patient=ground.single.id, motif=ground.long_reason.id))
    look("call", page)
    assert page.locator(".bar").evaluate("bar => bar.offsetHeight") < 60, "one row at 1366 px"
    page.get_by_role("button", name="Retenir ce créneau").click()
    expect(page.locator(".recap .ask").first).to_be_visible()
    look("asked", page)
    picture(page, "recap")
    page.get_by_role("button", name=re.compile("Urgence 15")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Urgence")
    look("urgency", page)
    picture(page, "urgence")
    here = f"?cabinet={ground.practice_id}"
    draft = told["draft"].consigne_id
    for name, path in (
        ("consignes", f"/bureau/consignes/{here}"),
        ("consigne", f"/bureau/consignes/{draft}/"),
        ("nouvelle", f"/bureau/consignes/nouvelle/{here}"),
        ("absence", f"/bureau/consignes/absence/{here}"),
        ("protocole", f"/bureau/urgences/{here}"),
    ):
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        look(name, page)
        picture(page, name)
