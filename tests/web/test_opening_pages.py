"""Openings and absences on the practitioner's pages: tried first, then written, then followed until nothing is left."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from booking.models import Absence, Appointment, OpeningException, OpeningRule
from core.scoping import Actor, acting_as, system_actor
from instructions.services import propose_consigne
from patients.models import Patient
from tests.factories.booking import MONDAY, at, book
from tests.factories.consignes import make_consigne
from tests.factories.patients import make_patient
from tests.factories.practices import House, World
from tests.personas import CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
HOLIDAY = date(2041, 4, 22)  # lundi de Pâques


@pytest.fixture
def doctor(browser: Callable[[str], Client]) -> Client:
    return browser(DR_MARTIN)


@pytest.fixture
def expected(camille: Actor, ours: House) -> list[Appointment]:
    """Two visits on the Tuesday: one person has a telephone, the other none."""
    people = [
        make_patient(ours.practice, "Morel", "Jeanne", phones=("+33199000021",)),
        make_patient(ours.practice, "Petit", "Luc", phones=()),
    ]
    with acting_as(camille):
        return [
            book(camille, ours, person.id, at(hour, MONDAY + timedelta(days=1)))
            for person, hour in zip(people, ("09:15", "10:00"), strict=True)
        ]


def page_for(house: House, what: str) -> str:
    return f"/planning/horaires/{house.role.id}/{what}/"


def away(last: date = MONDAY + timedelta(days=2)) -> dict[str, str]:
    return {
        "first_day": f"{MONDAY + timedelta(days=1)}",
        "first_hour": "",
        "final_day": f"{last}",
        "final_hour": "",
        "reason_code": "leave",
    }


def kept(house: House, model: type) -> list[object]:
    with acting_as(system_actor(house.practice.id)):
        return list(model.objects.all())  # type: ignore[attr-defined]


def read_as(page: str) -> str:
    return page.split('name="lu" value="')[1].split('"')[0]


def test_substitutes_and_consignes_to_approve_are_one_press_away(doctor: Client, camille: Actor, ours: House) -> None:
    page = doctor.get(f"/planning/horaires/?cabinet={ours.practice.id}").content.decode()
    there = f"/bureau/agendas/{ours.role.id}/"
    assert f'href="{there}">Remplaçants' in page
    assert "Remplacements" in doctor.get(there).content.decode()
    assert 'href="/bureau/consignes/"' in page and "à approuver" not in page
    version = make_consigne(ours.practice, approved=False)
    assert "à approuver" not in doctor.get("/planning/horaires/").content.decode(), "a draft waits for nobody"
    with acting_as(camille):
        propose_consigne(actor=camille, version_id=version.id)
    assert "à approuver" in doctor.get("/planning/horaires/").content.decode()


def test_the_preview_names_who_is_affected_and_writes_nothing(
    doctor: Client, ours: House, expected: list[Appointment]
) -> None:
    page = doctor.post(page_for(ours, "absence"), away()).content.decode()
    assert "2 rendez-vous perdent leur horaire" in page
    assert "MOREL Jeanne" in page and "01 99 00 00 21" in page
    assert "PETIT Luc" in page and "1 patient n&#x27;a aucun" in page.replace("n'a", "n&#x27;a")
    assert kept(ours, Absence) == []
    assert not any(visit.is_orphaned for visit in kept(ours, Appointment))  # type: ignore[attr-defined]


def test_confirmed_it_is_written_and_the_visits_are_followed_until_none_remain(
    doctor: Client, camille: Actor, ours: House, expected: list[Appointment]
) -> None:
    here = page_for(ours, "absence")
    shown = doctor.post(here, away()).content.decode()
    answer = doctor.post(here, {**away(), "lu": read_as(shown), "confirmer": "1"})
    assert answer.status_code == 302 and answer["Location"].startswith("/planning/a-suivre/")
    follow = doctor.get(answer["Location"]).content.decode()
    assert "2 rendez-vous sans horaire ouvert" in follow and "Aucun numéro joignable" in follow
    assert f"/planning/rendez-vous/{expected[0].id}/deplacer/" in follow
    (absence,) = kept(ours, Absence)
    back = page_for(ours, "sans-absence") + f"{absence.id}/"  # type: ignore[attr-defined]
    shown = doctor.post(back, {}).content.decode()
    assert "Aucun rendez-vous concerné" in shown and len(kept(ours, Absence)) == 1
    doctor.post(back, {"lu": read_as(shown), "confirmer": "1"})
    assert kept(ours, Absence) == []
    assert "Plus rien à suivre" in doctor.get("/planning/a-suivre/").content.decode()


def test_a_visit_booked_since_the_preview_is_shown_before_anything_is_written(
    doctor: Client, camille: Actor, ours: House, expected: list[Appointment], patient: Patient
) -> None:
    here = page_for(ours, "absence")
    shown = doctor.post(here, away()).content.decode()
    with acting_as(camille):
        book(camille, ours, patient.id, at("11:00", MONDAY + timedelta(days=1)))
    answer = doctor.post(here, {**away(), "lu": read_as(shown), "confirmer": "1"})
    assert answer.status_code == 409 and "3 rendez-vous perdent leur horaire" in answer.content.decode()
    assert kept(ours, Absence) == []


def test_a_rule_changes_from_a_day_on_and_the_past_keeps_its_hours(doctor: Client, ours: House) -> None:
    rule = next(one for one in kept(ours, OpeningRule) if one.weekday == 1)  # type: ignore[attr-defined]
    here = page_for(ours, "plage") + f"{rule.id}/"  # type: ignore[attr-defined]
    assert 'value="09:00"' in doctor.get(here).content.decode()
    told = {"weekday": "1", "opens": "10:00", "closes": "12:00", "valid_from": "2041-02-04", "every_weeks": "1"}
    shown = doctor.post(here, told).content.decode()
    assert doctor.post(here, {**told, "lu": read_as(shown), "confirmer": "1"}).status_code == 302
    tuesdays = [one for one in kept(ours, OpeningRule) if one.weekday == 1]  # type: ignore[attr-defined]
    spans = sorted((f"{one.starts_at_time:%H:%M}", one.valid_until) for one in tuesdays)  # type: ignore[attr-defined]
    assert spans == [("09:00", date(2041, 2, 3)), ("10:00", None)]


def test_what_is_refused_is_said_at_its_field_and_what_was_typed_stays(doctor: Client, ours: House) -> None:
    told = {"weekday": "1", "opens": "12:00", "closes": "10:00", "valid_from": "2041-02-04", "every_weeks": "1"}
    answer = doctor.post(page_for(ours, "plage"), told)
    page = answer.content.decode()
    assert answer.status_code == 400 and "La fermeture doit suivre" in page and 'value="12:00"' in page


def test_a_public_holiday_is_proposed_and_may_be_opened(doctor: Client, ours: House) -> None:
    page = doctor.get("/planning/horaires/").content.decode()
    assert "Lundi de Pâques" in page and f"ouverture/?jour={HOLIDAY}" in page
    here = page_for(ours, "ouverture")
    assert f'value="{HOLIDAY}"' in doctor.get(f"{here}?jour={HOLIDAY}").content.decode()
    told = {"day": f"{HOLIDAY}", "opens": "09:00", "closes": "11:00"}
    shown = doctor.post(here, told).content.decode()
    doctor.post(here, {**told, "lu": read_as(shown), "confirmer": "1"})
    assert len(kept(ours, OpeningException)) == 1
    assert "Ouvert 09:00 – 11:00" in doctor.get("/planning/horaires/").content.decode()


def test_who_configures_reads_how_many_are_affected_and_never_who(
    browser: Callable[[str], Client], world: World, ours: House, expected: list[Appointment]
) -> None:
    told = {"first_day": "2041-01-15", "final_day": "2041-01-15", "first_hour": "", "final_hour": ""}
    page = browser(NADIA).post(page_for(ours, "fermeture"), told).content.decode()
    assert "2 rendez-vous perdent leur horaire" in page and "MOREL" not in page
    assert browser(CHARLIE).post(page_for(ours, "fermeture"), told).status_code == 404
