"""From three times offered to the call concluded, and whom to ring back: by keyboard, at every width."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from booking.models import Occupancy
from calls.models import CallSession, Line
from core import clock
from core.ids import new_id
from core.scoping import acting_as, system_actor
from tests.calls.lines import make_line
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, visits
from tests.journeys.looking import Look
from tests.journeys.test_booking_by_keyboard import CONFIRM, Keys, focused
from tests.personas import CAMILLE, NADIA

pytestmark = pytest.mark.slow
OFFERED = "[data-offers] a"


@pytest.fixture(scope="module")
def line(ground: Ground) -> Line:
    return make_line(ground.world.ours.practice)


def a_call(ground: Ground, line: Line, **columns: Any) -> CallSession:
    usual = {
        "direction": "inbound", "remote_state": "known", "remote_e164": "+33639980001", "outcome": "answered",
        "started_at": clock.now() - timedelta(seconds=40),
    }  # fmt: skip
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        return CallSession.objects.create(
            practice_id=ground.practice_id, line=line, account=line.account, provider_call_id=str(new_id()),
            **{**usual, **columns},
        )  # fmt: skip


def taken(ground: Ground, line: Line) -> CallSession:
    me = ground.world.people[CAMILLE].id
    return a_call(ground, line, taken_by_id=me, taken_at=clock.now(), answered_at=clock.now())


def held(ground: Ground, call_id: UUID) -> int:
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        return Occupancy.objects.filter(call_id=call_id, expires_at__isnull=False).count()


def test_three_times_are_offered_one_is_kept_and_the_call_is_concluded_by_keyboard(
    open_page: Open, ground: Ground, line: Line, look: Look
) -> None:
    call = taken(ground, line)
    page = open_page(f"/bureau/appel/{ground.practice_id}/{call.id}/?patient={ground.single.id}")
    keys = Keys(page)
    keys.press("F8")
    for count in (1, 2, 3):
        focused(page, "[name=creneau]:checked")
        keys.press("Enter")
        focused(page, CONFIRM)
        assert held(ground, call.id) == count
        if count < 3:
            keys.press("F8")  # kept, and another is proposed
            expect(page.locator(OFFERED)).to_have_count(count)
    expect(page.locator("#creneaux")).to_contain_text("Aussi proposés (3 sur 3)")
    expect(page.locator(".recap")).to_contain_text("tant que la ligne est ouverte")
    look("trois horaires proposés", page)

    # The caller prefers the first: to the times, to what is proposed, by its digit.
    keys.press("F8")
    focused(page, "[name=creneau]")
    keys.press("F8")
    focused(page, "[data-offers] .row:first-of-type a")
    first = page.locator(OFFERED).first.inner_text()
    keys.press("Digit1")
    focused(page, CONFIRM)
    expect(page.locator(".recap .when-text")).to_contain_text(re.findall(r"\d\d:\d\d", first)[0])
    keys.press("Enter")
    expect(page.locator(".recap")).to_contain_text("Rendez-vous confirmé")
    assert held(ground, call.id) == 0
    assert [visit.call_id for visit in visits(ground, ground.single)][-1] == call.id

    focused(page, "[data-end]")
    keys.press("Enter")  # « Terminer l'appel »
    expect(page.locator("h1")).to_have_text("Conclure l'appel")
    focused(page, "[name=issue][value=booked]:checked")
    expect(page.locator("#t-fait + ol")).to_contain_text("Rendez-vous pris")
    look("conclusion", page)
    keys.press("Digit3")
    keys.press("Enter")
    expect(page.locator("[role=status]").first).to_have_text("Appel terminé.")
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        assert CallSession.objects.get(id=call.id).disposition == "message"


def test_the_next_call_does_not_wait_for_a_conclusion(open_page: Open, ground: Ground, line: Line) -> None:
    call = taken(ground, line)
    page = open_page(f"/bureau/appel/{ground.practice_id}/{call.id}/conclure/")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("Nouvel appel")


def test_whom_to_ring_back_is_worked_through_from_the_bar(
    open_page: Open, ground: Ground, line: Line, look: Look
) -> None:
    over = clock.now()
    a_call(ground, line, outcome="missed", remote_e164="+33639980007", ended_at=over)
    a_call(ground, line, outcome="voicemail", remote_e164="", remote_state="withheld", ended_at=over)
    page = open_page("/bureau/")
    page.get_by_role("link", name="À rappeler").click()
    rows: Any = page.locator(".callback")
    row = rows.filter(has_text="06 39 98 00 07")
    expect(rows.filter(has_text="Numéro masqué")).to_contain_text("ne peut pas être rappelée")
    row.get_by_role("button", name="Je rappelle").click()
    expect(row).to_contain_text("Vous rappelez")
    look("à rappeler", page)
    row.get_by_role("button", name="Rappeler le").click()
    expect(page.locator("[role=alert]").first).to_contain_text("Aucun téléphone ne vous est attribué")
    row.get_by_role("button", name="Pas de réponse").click()
    expect(row).to_contain_text("1 essai")
    row.get_by_role("button", name="Je rappelle").click()
    row.get_by_role("button", name="C'est fait").click()
    expect(row).to_have_count(0)


def test_the_activity_is_read_at_every_width(open_page: Open, ground: Ground, line: Line, look: Look) -> None:
    a_call(ground, line, outcome="missed", ended_at=clock.now())
    page: Page = open_page("/bureau/activite/", person=NADIA)
    expect(page.locator("h1")).to_have_text("Activité du téléphone")
    look("activité", page)
