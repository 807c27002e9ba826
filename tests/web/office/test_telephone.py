"""The settings of a practice's telephone: the ladder of urgent messages, where people are told, recording."""

import pytest
from django.test import Client

from calls.message_settings import settings_of
from calls.models import AlertNumber
from calls.queries import recording_choice
from core.scoping import acting_as
from tests.factories.accounts import signed_in
from tests.factories.practices import World, make_world
from tests.personas import CAMILLE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
PAGE = "/registre/telephone/"


@pytest.fixture
def world() -> World:
    return make_world()


def page(client: Client) -> str:
    return str(client.get(PAGE).content.decode())


def test_the_manager_sets_the_ladder_and_the_numbers_and_never_the_recording(world: World) -> None:
    here, house = {"cabinet": str(world.ours.practice.id)}, world.ours
    nadia, doctor = (signed_in(Client(), world.people[name]) for name in (NADIA, DR_MARTIN))
    assert signed_in(Client(), world.people[CAMILLE]).get(PAGE).status_code == 403
    rules = {**here, "what": "rules", "sms": "7", "call": "14", "other": "30", "fallback": ""}
    assert nadia.post(PAGE, rules).status_code == 302
    assert nadia.post(PAGE, {**rules, "call": "3"}).status_code == 400
    number = {**here, "what": "number", "practitioner": str(house.role.practitioner_id), "number": "06 39 98 00 44"}
    assert "aucun numéro" in page(nadia)
    assert nadia.post(PAGE, number).status_code == 302
    shown = page(nadia)
    assert "un numéro est enregistré" in shown and "39 98 00 44" not in shown and 'value="14"' in shown
    assert nadia.post(PAGE, {**number, "number": "", "none": "1"}).status_code == 302
    recording = {**here, "what": "recording", "is_on": "1", "announcement": "Appel enregistré.", "retention_days": "90"}
    assert nadia.post(PAGE, recording).status_code == 403
    assert doctor.post(PAGE, recording).status_code == 302
    assert doctor.post(PAGE, {**recording, "retention_days": "181"}).status_code == 400
    actor = world.actor(DR_MARTIN)
    with acting_as(actor):
        kept, choice = settings_of(actor, house.practice.id), recording_choice(actor, house.practice.id)
        assert not AlertNumber.objects.exists()
    assert (kept.delays.sms, kept.delays.call, kept.delays.other) == (7, 14, 30)
    assert choice is not None and (choice.is_on, choice.retention_days) == (True, 90)
    assert "Gardé 90 jours" in page(nadia) and 'name="is_on"' not in page(nadia)
