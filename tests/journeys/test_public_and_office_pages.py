"""The pages for everybody and the officer's: axe finds nothing, nothing scrolls sideways; the choice works by hand."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.ground import Ground
from tests.journeys.looking import PHONE, Look
from tests.personas import INES, NADIA
from web.office.operator.sheets import SHEETS

pytestmark = pytest.mark.slow


@pytest.fixture
def measured() -> Iterator[None]:
    with override_settings(AUDIENCE_MEASUREMENT=True):
        yield


def test_pages_for_everybody(open_page: Open, ground: Ground, look: Look) -> None:
    page = open_page("/confidentialite/", person=None)
    look("privacy", page)
    for path in (
        "/cookies/",
        "/mentions-legales/",
        "/accessibilite/",
        f"/confidentialite/cabinet/{ground.practice_id}/",
    ):
        page.goto(path)
        look(path, page)


def test_pages_of_the_office(open_page: Open, look: Look) -> None:
    page = open_page("/", person=INES)
    expect(page.locator("h1")).to_have_text("Registre des traitements")
    look("register", page)
    for path in ("/registre/traitements/T-02/", "/registre/donnees/", "/registre/donnees/?classe=health"):
        page.goto(path)
        look(path, page)


def test_durations_incidents_accesses_and_the_operator_s_file(open_page: Open, look: Look) -> None:
    page = open_page("/registre/", person=INES)
    sheets = [f"/registre/exploitant/{name}/" for name in SHEETS]
    own = [
        f"/registre/{name}/"
        for name in ("durees", "conservations", "incidents", "anomalies", "exploitant", "a-confirmer", "courriers")
    ]
    for path in (*own, *sheets, "/compte/directives/"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        look(path, page)


def test_the_telephone_of_a_practice_and_sanctions_of_a_person(open_page: Open, look: Look) -> None:
    page = open_page("/registre/telephone/", person=NADIA)
    look("telephone", page)
    page.goto("/registre/sanctions/")
    expect(page.locator("h1")).to_have_text("Sanctions")
    look("sanctions", page)
    page.locator("main tbody a").first.click()
    expect(page.get_by_role("button", name="Suspendre l'accès")).to_be_visible()
    look("one person", page)


@pytest.mark.requirement("ST-36")
@pytest.mark.requirement("K1")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_refuses_in_one_press_and_changes_their_mind_at_the_foot_of_the_page(
    open_page: Open, measured: None, javascript: bool, look: Look
) -> None:
    page = open_page("/confidentialite/", size=PHONE, person=None, javascript=javascript)
    refuse, accept = (page.get_by_role("button", name=name) for name in ("Tout refuser", "Tout accepter"))
    boxes = [button.bounding_box() for button in (refuse, accept)]
    assert all(box is not None for box in boxes)
    assert boxes[0]["height"] == boxes[1]["height"] and boxes[0]["y"] == boxes[1]["y"]  # type: ignore[index]
    if javascript:
        look("the question", page)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    refuse.click()
    expect(refuse).to_have_count(0)
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["choix-cookies"] == "audience:non"
    page.locator("footer").get_by_role("link", name="Cookies").click()
    expect(page.get_by_label("Je refuse")).to_be_checked()
    page.get_by_label("J'accepte").check()
    page.get_by_role("button", name="Enregistrer mon choix").click()
    expect(page.get_by_role("status").filter(has_text="enregistré")).to_be_visible()
    expect(page.get_by_label("J'accepte")).to_be_checked()
    if javascript:
        look("the choice", page)
