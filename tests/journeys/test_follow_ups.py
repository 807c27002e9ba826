"""What messages left to do, walked in the browser: read an answer, settle it; and the plan of a practice."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.factories.messages import make_failed, make_reply
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow


def test_an_answer_is_read_and_settled_and_a_failure_called_back(open_page: Open, ground: Ground, look: Look) -> None:
    visit = book_for(ground, ground.single, in_days(6, "15:45"))
    with transaction.atomic():
        make_failed(visit)
        make_reply(visit, "je serai en retard", "+33199000017")
    page = open_page("/bureau/a-traiter/")
    expect(page.get_by_text("Message non remis").first).to_be_visible()
    look("work of messages", page)
    page.get_by_role("button", name="Lire la réponse").click()
    expect(page.get_by_text("« je serai en retard »")).to_be_visible()
    expect(page.get_by_role("link", name="Lefèvre Camille").last).to_be_visible()
    look("answer read", page)
    page.get_by_role("button", name="Réglé").last.click()
    expect(page.get_by_text("c'est réglé")).to_be_visible()
    page.get_by_role("button", name="Rappelé").first.click()
    expect(page.get_by_text("Rien à traiter")).to_be_visible()
    look("nothing left", page)


def test_the_plan_of_a_practice_is_set_in_the_office(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page(f"/registre/messages/?cabinet={ground.practice_id}", person=DR_MARTIN)
    look("messages to patients", page)
    page.get_by_label("Rappel du jour même", exact=True).check()
    page.get_by_label("Heure des rappels à sept jours et de la veille").fill("23:00")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Cette heure est dans les heures calmes.")).to_be_visible()
    page.get_by_label("Heure des rappels à sept jours et de la veille").fill("11:00")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("sont réglés")).to_be_visible()
    look("messages set", page)
