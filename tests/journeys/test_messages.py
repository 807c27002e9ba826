"""A message walked in the browser: three keys and a text from a call, the practitioner's telephone, the desk."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from calls.models import PractitionerMessage
from core.scoping import acting_as, system_actor
from tests.calls.messages import send
from tests.journeys.conftest import PHONE, Open
from tests.journeys.ground import Ground
from tests.journeys.looking import Look
from tests.journeys.test_accessibility import call
from tests.journeys.test_booking_by_keyboard import Keys, focused
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.slow
TEXT = "Rappeler la pharmacie avant midi"


def test_three_keys_and_a_text_during_a_call(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page(call(ground, patient=ground.single.id, praticien=ground.world.ours.role.id))
    keys = Keys(page)
    focused(page, "[name=motif]:checked")
    keys.press("F9")
    focused(page, "textarea")
    look("new message", page)
    page.keyboard.type(TEXT)
    keys.press("Tab", "Enter")
    expect(page.get_by_text("Message transmis.")).to_be_visible()
    assert keys.count == 3
    look("call after a message", page)
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        message = PractitionerMessage.objects.order_by("-sent_at").first()
        assert message is not None
        assert message.patient_id == ground.single.id and message.call_id is not None
        assert message.sealed_body is not None and message.sealed_body.open() == TEXT


@pytest.mark.parametrize("javascript", [True, False])
def test_the_practitioner_answers_on_a_telephone_and_the_desk_deals_with_it(
    open_page: Open,
    ground: Ground,
    look: Look,
    javascript: bool,
) -> None:
    with transaction.atomic():
        message = send(ground.actor, ground.world.ours, f"{TEXT} {javascript}", kind="urgent")

    def seen(name: str) -> None:
        if javascript:
            look(name, page)

    page = open_page("/planning/messages/", size=PHONE, javascript=javascript, person=DR_MARTIN)
    seen("inbox")
    page.goto(f"/planning/messages/{message.id}/")
    expect(page.get_by_text(f"{TEXT} {javascript}")).to_be_visible()
    seen("message")
    page.get_by_role("button", name="J'ai lu ce message").click()
    expect(page.get_by_role("status").first).to_contain_text("vous avez lu")
    page.get_by_label("Réponse pour le secrétariat").fill("Qu'elle vienne à 18 h")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("status").first).to_contain_text("Réponse transmise")
    seen("answered")
    for size in (None, PHONE):
        page = open_page("/bureau/messages/", size=size, javascript=javascript, person=CAMILLE)
        seen("desk list")
        page.get_by_role("link", name="Urgents non lus").click()
        expect(page.get_by_role("heading", name="Urgents non lus")).to_be_visible()
        page.goto(f"/bureau/messages/{message.id}/")
        seen("desk message")
    page.get_by_role("button", name="Réponse traitée").click()
    expect(page.get_by_role("status").first).to_contain_text("Réponse traitée")
