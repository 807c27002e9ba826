"""The practitioner's own planning: read at every width, opened beside the day, taken as a list without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories.old_agenda import as_xlsx, people
from tests.factories.patients import notice_in_force
from tests.journeys.conftest import Open
from tests.journeys.ground import Ground, book_for, in_days
from tests.journeys.looking import Look
from tests.personas import DR_MARTIN

pytestmark = pytest.mark.slow


def test_a_practitioner_reads_the_day_and_the_week_and_opens_a_visit(
    open_page: Open, ground: Ground, look: Look
) -> None:
    for patient, hour in ((ground.single, "09:00"), (ground.twins[0], "09:15"), (ground.twins[1], "11:00")):
        book_for(ground, patient, in_days(8, hour), note="Apportera ses radios")
    day = f"{in_days(8, '09:00'):%Y-%m-%d}"
    page = open_page(f"/planning/jour/?jour={day}", person=DR_MARTIN)
    expect(page.locator(".board .agenda")).to_have_count(2)
    expect(page.locator(".paper").first).to_be_hidden()
    look("the day", page)
    page.locator(".visit", has_text="LEFÈVRE").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_contain_text("LEFÈVRE Camille")
    look("the day with a visit beside it", page)
    page.get_by_role("button", name="Voir la note").click()
    expect(page.get_by_text("Apportera ses radios")).to_be_visible()
    look("a visit with its note", page)
    page.go_back()
    page.get_by_role("link", name="Semaine").click()
    expect(page.locator(".week .agenda")).to_have_count(7)
    look("the week", page)
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_be_visible()
    expect(page.locator(".agendas")).to_be_hidden()
    expect(page.locator(".paper tbody tr")).not_to_have_count(0)


def test_an_absence_is_tried_written_and_followed(open_page: Open, ground: Ground, look: Look) -> None:
    book_for(ground, ground.single, in_days(20, "10:00"))
    page = open_page("/planning/horaires/", person=DR_MARTIN)
    look("openings", page)
    page.get_by_role("link", name="Motifs").click()
    look("visit reasons and their doors", page)
    page.get_by_role("link", name="Modifier").first.click()
    look("a visit reason of the practitioner", page)
    page.get_by_role("link", name="Retour sans rien changer").click()
    page.get_by_role("link", name="Horaires").last.click()
    page.get_by_role("link", name="Inscrire une absence").click()
    look("an absence to write", page)
    day = f"{in_days(20, '09:00'):%Y-%m-%d}"
    page.get_by_label("Premier jour").fill(day)
    page.get_by_label("Dernier jour").fill(day)
    page.get_by_role("button", name="Voir qui est concerné").click()
    expect(page.get_by_text("1 rendez-vous perd son horaire")).to_be_visible()
    look("who is affected", page)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", name="1 rendez-vous sans horaire ouvert")).to_be_visible()
    look("visits to follow", page)
    page.get_by_role("button", name="Proposer d'autres horaires").click()
    expect(page.get_by_text("C'est fait")).to_be_visible()
    look("visits to follow, proposed", page)
    page.get_by_role("link", name="Délégations").click()
    expect(page.get_by_role("heading", name="Qui agit pour vous")).to_be_visible()
    look("delegations", page)
    page.get_by_role("link", name="Changer cette délégation").click()
    look("a delegation to change", page)
    page.go_back()
    menu = page.locator(".bar summary")
    menu.press("Enter")
    look("the bar's menu", page)
    page.get_by_role("link", name="Activité").click()
    expect(menu).to_contain_text("Activité")
    expect(page.get_by_role("heading", name="Troisième place libre")).to_be_visible()
    look("activity", page)
    menu.press("Enter")
    page.get_by_role("link", name="Flux iCal").click()
    page.get_by_role("button", name="Créer l'adresse").click()
    assert "/flux/" in page.get_by_label("Adresse du flux").input_value()
    look("a calendar feed", page)


def test_without_a_script_the_day_is_a_list_that_leads_to_each_visit(open_page: Open, ground: Ground) -> None:
    book_for(ground, ground.single, in_days(3, "10:00"))
    day = f"{in_days(3, '09:00'):%Y-%m-%d}"
    page = open_page(f"/planning/jour/?jour={day}", person=DR_MARTIN, javascript=False)
    expect(page.locator(".board")).to_have_count(0)
    page.get_by_role("link", name="10:00 LEFÈVRE Camille").click()
    expect(page.get_by_role("heading", name="LEFÈVRE Camille")).to_be_visible()
    page.get_by_role("link", name="Déplacer").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator(".bar summary").click()
    page.get_by_role("link", name="Flux iCal").click()
    expect(page.get_by_role("button", name="Créer l'adresse")).to_be_visible()


def test_a_visit_is_dragged_and_what_is_refused_goes_back(open_page: Open, ground: Ground, look: Look) -> None:
    book_for(ground, ground.single, in_days(5, "09:00"))
    book_for(ground, ground.twins[0], in_days(5, "11:00"))
    page = open_page(f"/planning/jour/?jour={in_days(5, '09:00'):%Y-%m-%d}", person=DR_MARTIN)
    visit, other = (page.locator(".visit", has_text=name) for name in ("LEFÈVRE", "MORIN"))

    def drag(down: float) -> None:
        box = visit.bounding_box()
        assert box
        page.mouse.move(box["x"] + 40, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 40, box["y"] + 5 + down, steps=4)
        page.mouse.up()

    def apart() -> float:
        one, two = visit.bounding_box(), other.bounding_box()
        assert one and two
        return two["y"] - one["y"]

    drag(apart())
    expect(page.get_by_text("De 09:00 à 11:00")).to_be_visible()
    look("a move to confirm", page)
    page.get_by_role("button", name="Déplacer", exact=True).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Le rendez-vous reste à 09:00")).to_be_visible()
    expect(visit).to_contain_text("09:00")
    look("a move refused", page)
    drag(apart() / 2)
    expect(page.get_by_text("De 09:00 à 10:00")).to_be_visible()
    page.get_by_role("button", name="Déplacer", exact=True).click()
    expect(page.get_by_text("Rendez-vous déplacé.")).to_be_visible()
    expect(visit).to_contain_text("10:00")
    visit.click()
    page.get_by_role("link", name="Déplacer").press("Enter")
    expect(page.get_by_role("heading", name="Déplacer le rendez-vous")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Horaires")).to_be_visible()


def test_a_list_of_two_hundred_is_tried_taken_over_and_its_bad_lines_downloaded(
    open_page: Open, ground: Ground, look: Look, tmp_path: Path
) -> None:
    notice_in_force(ground.world.ours.practice)
    rows, wrong = people(300, broken=6)
    again = len(rows) + 2
    rows.append(rows[0])  # in the second part that the page sends
    page = open_page("/planning/horaires/", person=DR_MARTIN)
    page.get_by_role("link", name="Reprendre un agenda").click()
    look("a list to take over", page)
    file = {"name": "liste.xlsx", "mimeType": "application/octet-stream", "buffer": as_xlsx(rows)}
    page.get_by_label("Fichier CSV ou .xlsx").set_input_files(files=file)  # type: ignore[arg-type]
    page.get_by_label("Ces patients ont été informés").check()
    page.get_by_role("button", name="Essayer sans rien écrire").click()
    expect(page.get_by_text("294 à écrire, 0 déjà là, 6 en erreur, 1 en conflit.")).to_be_visible(timeout=30_000)
    look("a trial", page)
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_text("294 écrites, 0 déjà là, 6 en erreur, 1 en conflit")).to_be_visible(timeout=60_000)
    with page.expect_download() as started:
        page.get_by_role("link", name="Télécharger les lignes à corriger").click()
    kept = tmp_path / "lignes.csv"
    started.value.save_as(kept)
    told = kept.read_text(encoding="utf-8-sig").splitlines()
    assert [int(line.split(";")[0].strip('"')) for line in told[1:]] == [*sorted(wrong), again]
