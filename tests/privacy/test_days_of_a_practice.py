"""Days of texts, mandates, orders and copies are days at the practice, wherever in the Republic it is."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consent.services import publish_notice
from core import clock
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from patients.services import set_medical_note
from practices.models import Delegation, Location
from privacy.operator_queries import answers_overdue
from privacy.public_notice import notices_of
from privacy.services.export import export_request
from privacy.services.instructions import record_instruction
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World
from tests.personas import DR_MARTIN, INES
from tests.privacy.nights import hold
from tests.privacy.requests import ask, granted
from web.planning.words import WORDS

TAHITI, NOUMEA = "Pacific/Tahiti", "Pacific/Noumea"
# Eight in the evening of the 14th in Papeete; the 15th in Paris and, at five in the afternoon, in Nouméa.
EVENING = datetime(2041, 1, 15, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _evening(travel: time_machine.Traveller) -> None:
    travel.move_to(EVENING)


def moved(house: House, zone: str) -> House:
    with acting_as(system_actor(house.practice.id)):
        Location.objects.filter(practice=house.practice).update(timezone=zone)
    return house


@pytest.mark.requirement("ST-06")
def test_the_text_of_a_day_is_the_one_in_force_when_that_day_ended_there(ours: House) -> None:
    system = system_actor(moved(ours, TAHITI).practice.id)
    with acting_as(system):
        made = publish_notice(actor=system, practice_id=ours.practice.id, text="Vos données, ici.")
    today = clock.now().date() - timedelta(days=1)
    (told,) = [one.notice for one in notices_of(ours.practice.id, today).texts]
    assert (told.id, notices_of(ours.practice.id).day) == (made.id, today)
    assert notices_of(ours.practice.id, today - timedelta(days=1)).texts == ()


@pytest.mark.requirement("SAS-05")
def test_a_mandate_lasts_until_midnight_there(world: World, ours: House) -> None:
    moved(ours, TAHITI)
    doctor = signed_in(Client(), world.people[DR_MARTIN], step_up=True)
    typed = {"secretariat_id": str(world.theirs.secretariat.id), "first_day": "2041-01-14", "last_day": "2041-02-14"}
    page = doctor.post("/planning/delegations/donner/", {**typed, "may": ["0", str(len(WORDS) - 1)]}, follow=True)
    assert "du 14/01/2041 au 14/02/2041" in page.content.decode()
    with acting_as(system_actor(ours.practice.id)):
        given = Delegation.objects.get(practice=ours.practice, secretariat=world.theirs.secretariat)
    assert given.ends_at == datetime(2041, 2, 15, 10, tzinfo=UTC)


@pytest.mark.requirement("CH-12")
def test_an_order_is_given_on_a_day_that_has_come_there(ines: Actor, ours: House, travel: Any) -> None:
    travel.move_to(datetime(2041, 1, 14, 20, tzinfo=UTC))
    told: dict[str, Any] = {"kind": "delete", "what": "Les fax de 2039", "given_on": date(2041, 1, 15)}
    made = record_instruction(actor=ines, practice_id=moved(ours, NOUMEA).practice.id, **told, due_on=date(2041, 2, 1))
    assert made.given_on.day == 15, "it is the 14th in Paris"


@pytest.mark.requirement("ST-23")
def test_a_copy_tells_the_hours_of_the_practice(ines: Actor, ours: House, patient: Patient) -> None:
    moved(ours, TAHITI)
    with acting_as(system_actor(ours.practice.id)):
        set_medical_note(actor=system_actor(ours.practice.id), patient_id=patient.id, text="Néant")
    request = granted(ines, ours.practice, patient, kind="access")
    made = export_request(actor=ines, request_id=request.id, shape="json", reason="Remise", way="post")
    told = json.loads(made.content)
    assert told["watermark"]["at"][:10] == "2041-01-14", "handed over on the day it is there"
    said = [one["at"] for one in told["accesses"]]
    assert said and {at[:10] + at[-6:] for at in said} <= {"2041-01-14-10:00", "2041-01-13-10:00"}


@pytest.mark.requirement("ST-34")
def test_a_hold_is_not_renewed_without_a_day(world: World, ines: Actor, ours: House, patient: Patient) -> None:
    moved(ours, TAHITI)
    kept = hold(ines, patient)
    officer = signed_in(Client(), world.people[INES], step_up=True)
    page = officer.post(
        f"/registre/conservations/{kept.id}/reconduire/?cabinet={ours.practice.id}", {"review_date": ""}
    )
    assert page.status_code == 400 and "Donnez une date à venir" in page.content.decode()


@pytest.mark.requirement("ST-23")
def test_an_answer_is_overdue_by_the_days_of_its_practice(
    ines: Actor, ours: House, patient: Patient, travel: Any
) -> None:
    """The last day of a medical file's eight ends in Nouméa while it has ten hours left in Paris."""
    moved(ours, NOUMEA)
    travel.move_to(datetime(2041, 1, 14, 2, tzinfo=UTC))
    asked = ask(ines, ours.practice, patient, kind="access", data_concerned="")
    for at, late in ((datetime(2041, 1, 22, 12, tzinfo=UTC), False), (datetime(2041, 1, 22, 14, tzinfo=UTC), True)):
        travel.move_to(at)
        assert any(asked.reference in one.says for one in answers_overdue(ines)) is late
