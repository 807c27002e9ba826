"""Erasing from the page of a request: everything is chosen, never what an empty form means."""

import pytest
from django.db import connection
from django.test import Client

from core.scoping import acting_as, system_actor
from patients.models import Patient
from privacy.models import RightsRequest
from privacy.services.decide import decide_request
from tests.factories.accounts import signed_in
from tests.factories.patients import make_patient
from tests.factories.practices import World, make_world
from tests.personas import DR_MARTIN, INES
from tests.privacy.requests import identified

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ST-25", "ST-34")]


def decided(world: World, outcome: str) -> RightsRequest:
    patient, doctor = make_patient(world.ours.practice, "Morel", "Jeanne"), world.actor(DR_MARTIN)
    with acting_as(system_actor(world.ours.practice.id)):
        connection.check_constraints()
    with acting_as(doctor):
        request = identified(doctor, world.ours.practice, patient, kind="locking-or-erasure")
        grounds = ["legal-duty"] if outcome == "grant-partly" else []
        return decide_request(actor=doctor, request_id=request.id, outcome=outcome, grounds=grounds)


def is_there(world: World) -> bool:
    with acting_as(system_actor(world.ours.practice.id)):
        return Patient.objects.filter(used_name="Morel").exists()


@pytest.mark.parametrize("sent", [{}, {"extent": "parts"}, {"extent": "all", "parts": ["notes"]}, {"parts": ["notes"]}])
def test_a_form_that_does_not_choose_erases_nothing(sent: dict[str, object]) -> None:
    world = make_world()
    url = f"/registre/demandes/{decided(world, 'grant').id}/"
    office = signed_in(Client(), world.people[INES], step_up=True)
    assert "Tout le dossier" in office.get(url).content.decode()
    assert office.post(f"{url}effacer/", sent).status_code == 400
    decider = signed_in(Client(), world.people[DR_MARTIN], step_up=True)
    assert "Effacer définitivement" not in decider.get(url).content.decode()
    assert url in office.get("/registre/a-confirmer/").content.decode(), "whoever may erase is told"
    assert url not in decider.get("/registre/a-confirmer/").content.decode()
    assert decider.post(f"{url}effacer/", {"extent": "all"}).status_code == 409
    assert is_there(world)
    assert office.post(f"{url}effacer/", {"extent": "all"}).status_code == 302
    assert not is_there(world)


def test_everything_is_not_offered_of_what_is_granted_in_part() -> None:
    world = make_world()
    url = f"/registre/demandes/{decided(world, 'grant-partly').id}/"
    office = signed_in(Client(), world.people[INES], step_up=True)
    assert "Tout le dossier" not in office.get(url).content.decode()
    assert office.post(f"{url}effacer/", {"extent": "all"}).status_code == 400
    assert is_there(world)
