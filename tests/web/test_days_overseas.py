"""What a practice overseas shows is of its own days: tomorrow in Réunion before it is in Paris, Martinique after."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.scoping import acting_as, system_actor
from instructions.serializers import versions_out
from patients.models import Patient
from patients.queries import open_patient
from practices.models import Location
from privacy.operator_queries import orders_to_do
from privacy.services.instructions import record_instruction
from tests.factories.accounts import signed_in
from tests.factories.consignes import make_consigne
from tests.factories.practices import World
from tests.personas import CAMILLE, INES

pytestmark = pytest.mark.django_db
# Half past eleven in the evening of the 14th in Paris, then two in the morning of the 15th.
EVENING, NIGHT = datetime(2041, 1, 14, 22, 30, tzinfo=UTC), datetime(2041, 1, 15, 1, tzinfo=UTC)
OVERSEAS = [("Indian/Reunion", EVENING, date(2041, 1, 15)), ("America/Martinique", NIGHT, date(2041, 1, 14))]


@pytest.mark.parametrize(("zone", "at", "today"), OVERSEAS)
def test_a_practice_overseas_lives_by_its_own_days(
    world: World, patient: Patient, travel: time_machine.Traveller, zone: str, at: datetime, today: date
) -> None:
    practice = world.ours.practice
    travel.move_to(at)
    with acting_as(system_actor(practice.id)):
        Location.objects.filter(practice=practice).update(timezone=zone)
    camille, ines = world.actor(CAMILLE), world.actor(INES)
    one = make_consigne(practice, until_date=date(2041, 1, 14))
    with acting_as(camille):
        assert versions_out([one])[0]["standing"] == ("Échue" if today.day == 15 else "En vigueur")
        open_patient(camille, patient.id)
    assert_searches_and_figures(signed_in(Client(), world.people[CAMILLE]), today)
    assert_the_office(signed_in(Client(), world.people[INES]), patient, today)
    with acting_as(ines):
        due = {"given_on": date(2041, 1, 10), "due_on": date(2041, 1, 14)}
        record_instruction(actor=ines, practice_id=practice.id, kind="delete", what="Les fax", **due)
        (found,) = [one.code for one in orders_to_do(ines)]
    assert found == ("deletion-instruction-late" if today.day == 15 else "deletion-instruction-soon")


def assert_searches_and_figures(desk: Client, today: date) -> None:
    found = desk.post(reverse("desk:find"), {"termes": "15012041"}).content.decode()
    assert ("impossible" in found) is (today.day == 14), "a child born today is searched for"
    shown = desk.get(reverse("desk:activity")).content.decode()
    assert f'name="au" value="{today}"' in shown


def assert_the_office(office: Client, patient: Patient, today: date) -> None:
    seen = office.get(f"/registre/acces/{patient.id}/").content.decode()
    hour = "Mardi 15 janvier à 02:30" if today.day == 15 else "Lundi 14 janvier à 21:00"
    assert hour in seen
    register = office.get("/registre/export.json")
    assert register.json()["printed_on"] == str(today)
    assert str(today) in register["Content-Disposition"]
