"""The practitioner's day and week: on the screen, opened, on paper, and what the journal keeps of it."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from audit import services as audit
from booking import paper, services, visits
from booking.models import Appointment
from core.scoping import Actor, acting_as
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book
from tests.factories.patients import make_patient
from tests.factories.practices import House
from tests.personas import CAMILLE, DR_MARTIN

pytestmark = pytest.mark.django_db
DAY = f"/planning/jour/?jour={MONDAY}"
WEEK = f"/planning/semaine/?jour={MONDAY}"


@pytest.fixture
def doctor(browser: Callable[[str], Client]) -> Client:
    return browser(DR_MARTIN)


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The acts of the test, also written for real: the web role cannot read its own journal."""
    seen: list[str] = []

    def record(**event: Any) -> Any:
        seen.append(str(event["action"]))
        return audit.record(**event)

    for module in (paper, visits):
        monkeypatch.setattr(module, "record", record)
    return seen


def put(actor: Actor, house: House, patient: Patient, start: datetime, **options: object) -> Appointment:
    with acting_as(actor):
        return book(actor, house, patient.id, start, **options)


def test_the_day_says_now_who_arrived_and_what_is_free(
    browser: Callable[[str], Client],
    camille: Actor,
    ours: House,
    patient: Patient,
    travel: time_machine.Traveller,
) -> None:
    made = put(camille, ours, patient, at("09:15"))
    with acting_as(camille):
        services.mark_arrived(actor=camille, appointment_id=made.id)
    travel.move_to(at("10:02"))
    page = browser(DR_MARTIN).get(DAY).content.decode()
    assert "1 rendez-vous" in page and "1 patient arrivé" in page
    assert "is-arrived" in page and '<span class="tag ok">Arrivé</span>' in page
    visit, now, free = page.index("09:15</b>"), page.index("Il est 10:02"), page.index("Libre")
    assert free < visit < now


def test_another_day_has_no_present(doctor: Client, ours: House) -> None:
    page = doctor.get(f"/planning/jour/?jour={MONDAY + timedelta(days=1)}").content.decode()
    assert "Il est" not in page and "mardi 15 janvier 2041" in page.casefold()


def test_the_week_shows_the_own_agenda_a_column_by_day(
    doctor: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    put(camille, ours, patient, at("09:15", MONDAY + timedelta(days=2)))
    page = doctor.get(WEEK).content.decode()
    assert page.count('<section class="agenda') == 7
    assert "Semaine du 14 au 20 janvier 2041" in page
    wednesday = page[page.index("mercredi 16<") : page.index("jeudi 17<")]
    assert patient.used_name.upper() in wednesday


def test_who_arrives_is_noted_and_taken_back_without_leaving_the_planning(
    browser: Callable[[str], Client], camille: Actor, ours: House, patient: Patient, travel: time_machine.Traveller
) -> None:
    made = put(camille, ours, patient, at("09:15"))
    travel.move_to(at("09:10"))
    doctor = browser(DR_MARTIN)
    here = f"/planning/rendez-vous/{made.id}/"
    assert f'action="{here}arrive/"' in doctor.get(here).content.decode()
    page = doctor.post(f"{here}arrive/", {"version": made.version}, follow=True)
    assert page.redirect_chain[0][0].startswith("/planning/jour/") and "Patient noté arrivé" in page.content.decode()
    late = doctor.post(f"{here}absent/", {"version": made.version})
    assert late.status_code == 412 and "modifié" in late.content.decode()
    page = doctor.post(f"{here}reprendre/", {"version": made.version + 1}, follow=True)
    assert "état précédent" in page.content.decode() and "is-arrived" not in page.content.decode()
    assert doctor.post(f"{here}invente/", {"version": 1}).status_code == 404


def test_a_note_is_read_on_demand_and_journalled(
    journal: list[str], doctor: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    made = put(camille, ours, patient, at("09:15"), note="Apportera ses radios")
    here = f"/planning/rendez-vous/{made.id}/"
    page = doctor.get(here).content.decode()
    assert "Apportera" not in page and f"{here}note/" in page and "booking:note:opened" not in journal
    assert "Apportera ses radios" in doctor.post(f"{here}note/").content.decode()
    assert "booking:note:opened" in journal


def test_thirty_visits_fit_one_sheet_of_paper(journal: list[str], doctor: Client, camille: Actor, ours: House) -> None:
    for number in range(30):
        patient = make_patient(ours.practice, f"Patient{chr(65 + number // 26)}{chr(65 + number % 26)}")
        start = at("09:00") + timedelta(minutes=15 * number)
        put(camille, ours, patient, start, overbooked="Journée chargée")
    answer = doctor.get(f"/planning/jour/pdf/?jour={MONDAY}")
    assert answer["Content-Type"] == "application/pdf"
    (sheet,) = text_of(answer.content)
    assert sheet.count("PATIENT") == 30
    assert journal.count("booking:day:printed") == 1


def test_a_long_name_keeps_to_its_line_of_the_paper(doctor: Client, camille: Actor, ours: House) -> None:
    for number in range(6):
        patient = make_patient(ours.practice, "Lefèvre-Montgomery de la Tour", "Anne-Charlotte Marie-Thérèse Élisabeth")
        put(camille, ours, patient, at("09:00") + timedelta(minutes=15 * number))
    heights = set[float]()

    def see(text: str, drawn: list[float], *rest: object) -> None:
        if any(part in text for part in ("LEFÈVRE", "Anne", "Élisabeth")):
            heights.add(round(drawn[5], 1))

    (page,) = PdfReader(io.BytesIO(doctor.get(f"/planning/jour/pdf/?jour={MONDAY}").content)).pages
    page.extract_text(visitor_text=see)
    tops = sorted(heights)
    assert len(tops) >= 6 and min(after - before for before, after in pairwise(tops)) > 6, "no line lies on another"


def test_the_week_on_paper_names_each_day_that_is_open(
    doctor: Client, camille: Actor, ours: House, patient: Patient
) -> None:
    put(camille, ours, patient, at("09:15", MONDAY + timedelta(days=2)))
    words = "".join(text_of(doctor.get(f"/planning/semaine/pdf/?jour={MONDAY}").content))
    assert "lundi 14 janvier" in words and "samedi 19 janvier" not in words
    assert patient.used_name.upper() in words


def test_paper_stays_in_the_place(journal: list[str], browser: Callable[[str], Client]) -> None:
    remote = browser(CAMILLE)
    assert remote.get(f"/planning/jour/pdf/?jour={MONDAY}").status_code == 403
    assert "pdf/" not in remote.get(DAY).content.decode()
    assert "booking:day:printed" not in journal
