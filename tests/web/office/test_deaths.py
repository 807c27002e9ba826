"""A death from the patient's file to the certificate, as people click through it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from core.scoping import acting_as, system_actor
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.deaths import make_directive, make_report
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN, INES

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
NAME = "Quémeneur-Odonnat"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def as_person(world: World) -> As:
    return lambda name: signed_in(Client(), world.people[name], step_up=name == DR_MARTIN)


@pytest.fixture
def patient(world: World) -> Patient:
    made = make_patient(world.ours.practice, NAME, "Maël")
    # What a commit would judge, before the person is gone.
    with acting_as(system_actor(world.ours.practice.id)):
        connection.check_constraints()
    return made


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.requirement("ST-30")
def test_reported_at_the_desk_confirmed_by_the_practitioner_certified(as_person: As, patient: Patient) -> None:
    desk = as_person(CAMILLE)
    file = f"/bureau/patients/{patient.id}/"
    again = desk.post(f"{file}deces/", {"source": "family", "died_on": "2999-01-01"})
    assert again.status_code == 400
    assert "Cette date est à venir." in text(again)
    assert desk.post(f"{file}deces/", {"source": "family", "certificate": "Acte de Laxou"}).status_code == 302
    assert "Décès signalé le" in text(desk.get(file))
    assert "Signaler un décès" not in text(desk.get(file))

    doctor = as_person(DR_MARTIN)
    (one,) = doctor.get("/registre/deces/").context["rows"]
    page = f"/registre/deces/{one['report'].id}/"
    shown = text(doctor.get(page))
    assert NAME in shown
    assert "Aucune directive : tout est détruit" in shown
    assert doctor.post(f"{page}confirmer/")["Location"] == f"{page}?fait=confirme"
    done = text(doctor.get(page))
    assert NAME not in done
    assert "Certificat d&#x27;effacement" in done or "Certificat d'effacement" in done
    certificate = text(doctor.get(f"{page}certificat/"))
    assert NAME not in certificate
    assert str(patient.id) in certificate
    assert doctor.get(f"{page}certificat.pdf").content.startswith(b"%PDF")
    assert desk.get(file).status_code == 404


@pytest.mark.requirement("K5")
def test_the_plan_names_the_article_of_today_and_its_alias(world: World, as_person: As, patient: Patient) -> None:
    make_directive(world.ours.practice, patient, keep=("visits",))
    report = make_report(world.ours.practice, patient)
    shown = text(as_person(INES).get(f"/registre/deces/{report.id}/"))
    assert "art. 85, anciennement art. 48" in shown
    assert "Rendez-vous" in shown


def test_confirming_asks_for_a_code_first_and_stopping_for_a_reason(
    world: World, as_person: As, patient: Patient
) -> None:
    report = make_report(world.ours.practice, patient)
    officer, page = as_person(INES), f"/registre/deces/{report.id}/"
    assert officer.post(f"{page}confirmer/")["Location"].startswith("/compte/confirmation/?suite=")
    empty = officer.post(f"{page}arreter/", {"reason": " "})
    assert empty.status_code == 400
    assert "Indiquez pourquoi." in text(empty)
    assert officer.post(f"{page}arreter/", {"reason": "Homonyme"}).status_code == 302
