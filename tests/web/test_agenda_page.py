"""The page of one agenda: who stands in when, and what was booked over its rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from booking.models import Appointment, Override, Substitution
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from practices.models import PractitionerRole
from tests.factories.booking import MONDAY, at, book, open_every_week
from tests.factories.patients import make_patient
from tests.factories.practices import House, make_role, make_visit_reason
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def locum(ours: House) -> PractitionerRole:
    return make_role(ours.practice, ours.location)


def page_of(ours: House) -> str:
    return f"/bureau/agendas/{ours.role.id}/"


def stands_in(client: Client, ours: House, locum: PractitionerRole, first: date, last: date) -> "Client":
    days = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    return client.post(page_of(ours) + "remplacements/", {"substitute": str(locum.practitioner_id), **days})


def kept(ours: House) -> list[Substitution]:
    with acting_as(system_actor(ours.practice.id)):
        return list(Substitution.objects.all())


def test_a_substitute_is_entered_seen_everywhere_and_leaves_earlier(
    browser: Browser, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    client, name = browser(CAMILLE), locum.practitioner.display_name
    added = stands_in(client, ours, locum, TUESDAY, TUESDAY + timedelta(days=2))
    assert added.status_code == 302
    page = client.get(added["Location"]).content.decode()
    assert "du mardi 15 janvier au jeudi 17 janvier 2041" in page and name in page and "À venir" in page
    said = f"remplacé par {name}"
    planned = {
        day: client.get(f"/bureau/planning/?cabinet={ours.practice.id}&jour={day}").content.decode()
        for day in (MONDAY, TUESDAY)
    }
    assert said in planned[TUESDAY] and said not in planned[MONDAY]
    call = f"/bureau/appel/{ours.practice.id}/0197c0de-0000-7000-8000-000000000001/"
    today = client.get(call).content.decode()
    assert today.count(f"{said}</p>") == 2, "the search shows Monday to Wednesday"
    held = client.post(
        call + f"option/?patient={patient.id}",
        {"motif": ours.visit_reason.id, "creneau": f"{ours.role.id}|{at('09:00', TUESDAY).isoformat()}"},
    )
    assert said in client.get(held["Location"]).content.decode().partition("À relire au patient")[2]
    (one,) = kept(ours)
    ended = client.post(f"{page_of(ours)}remplacements/{one.id}/fin/", {"last_day": TUESDAY.isoformat()})
    assert ended.status_code == 302
    assert [(one.starts_on, one.ends_on) for one in kept(ours)] == [(TUESDAY, TUESDAY)]


def test_what_is_wrong_with_a_stay_is_said_at_its_field_or_above(
    browser: Browser, camille: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    client = browser(CAMILLE)
    past = stands_in(client, ours, locum, MONDAY - timedelta(days=2), TUESDAY)
    assert past.status_code == 400
    assert 'id="id_starts_on_error"' in past.content.decode() and f'value="{TUESDAY}"' in past.content.decode()
    stands_in(client, ours, locum, TUESDAY, TUESDAY)
    twice = stands_in(client, ours, locum, TUESDAY, TUESDAY)
    assert twice.status_code == 422 and "Un autre remplacement" in twice.content.decode()
    late = client.post(f"{page_of(ours)}remplacements/{kept(ours)[0].id}/fin/", {"last_day": "2041-03-01"})
    assert late.status_code == 400 and "Le dernier jour va" in late.content.decode()
    stranger = client.post(
        page_of(ours) + "remplacements/",
        {"substitute": str(patient.id), "starts_on": str(TUESDAY), "ends_on": str(TUESDAY)},
    )
    assert stranger.status_code == 404
    assert len(kept(ours)) == 1


def test_a_busy_substitute_is_answered_with_the_visits_to_move(
    browser: Browser, camille: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    open_every_week(locum)
    theirs = replace(ours, role=locum, visit_reason=make_visit_reason(ours.practice, [locum], "Chez le remplaçant"))
    with acting_as(camille):
        mine = book(camille, ours, patient.id, at("09:00", TUESDAY))
        book(camille, theirs, make_patient(ours.practice, "Durand").id, at("09:00", TUESDAY))
    answer = stands_in(browser(CAMILLE), ours, locum, TUESDAY, TUESDAY)
    assert answer.status_code == 409
    assert f"/bureau/rendez-vous/{mine.id}/" in answer.content.decode()


def evening(actor: Actor, ours: House, patient: Patient) -> tuple[Appointment, Override]:
    with acting_as(actor):
        visit = book(actor, ours, patient.id, at("20:00"), overbooked="Visite du soir")
        return visit, Override.objects.get(appointment=visit)


def test_the_practitioner_accepts_what_was_booked_over_the_rules(
    browser: Browser, camille: Actor, ours: House, patient: Patient
) -> None:
    _, line = evening(camille, ours, patient)
    seen_by_secretary = browser(CAMILLE).get(page_of(ours)).content.decode()
    doctor = browser(DR_MARTIN)
    seen_by_doctor = doctor.get(page_of(ours)).content.decode()
    for page in (seen_by_secretary, seen_by_doctor):
        assert "Hors horaires" in page and "À trancher" in page and "Visite du soir" not in page
    assert "Accepter" in seen_by_doctor and "Accepter" not in seen_by_secretary
    settled = doctor.post(f"{page_of(ours)}derogations/{line.id}/", {"settlement": "accepted"})
    assert "Dérogation acceptée" in doctor.get(settled["Location"]).content.decode()
    assert "attend" in doctor.get(page_of(ours)).content.decode()
    assert "Acceptée" in doctor.get(page_of(ours) + "?tout=1").content.decode()
    again = doctor.post(f"{page_of(ours)}derogations/{line.id}/", {"settlement": "accepted"})
    assert again.status_code == 409 and "déjà été tranchée" in again.content.decode()


def test_it_is_corrected_once_the_visit_has_moved(
    browser: Browser, camille: Actor, ours: House, patient: Patient
) -> None:
    visit, line = evening(camille, ours, patient)
    doctor = browser(DR_MARTIN)
    page = doctor.get(page_of(ours)).content.decode()
    assert f"/bureau/rendez-vous/{visit.id}/deplacer/" in page and 'value="corrected"' not in page
    address = f"{page_of(ours)}derogations/{line.id}/"
    early = doctor.post(address, {"settlement": "corrected"})
    assert early.status_code == 422 and "pas bougé" in early.content.decode()
    doctor.post(
        f"/bureau/rendez-vous/{visit.id}/deplacer/",
        {"creneau": f"{ours.role.id}|{at('09:00').isoformat()}", "version": "1"},
    )
    assert 'value="corrected"' in doctor.get(page_of(ours)).content.decode()
    assert doctor.post(address, {"settlement": "corrected"}).status_code == 302


def test_a_manager_sees_who_stands_in_and_no_patient(
    browser: Browser, camille: Actor, ours: House, locum: PractitionerRole, patient: Patient
) -> None:
    evening(camille, ours, patient)
    stands_in(browser(CAMILLE), ours, locum, TUESDAY, TUESDAY)
    page = browser(NADIA).get(page_of(ours)).content.decode()
    assert locum.practitioner.display_name in page and "Inscrire un remplacement" not in page
    assert "Dérogations" not in page and patient.used_name.upper() not in page
    assert browser(CHARLIE).get(page_of(ours)).status_code == 404
