"""An access seen to be to a medical file after it came: the clock is counted again from its receipt (R1111-1)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from audit import services as audit
from audit.actions import Action
from core.errors import Forbidden, NotFound, VersionMismatch
from core.scoping import Actor, acting_as
from patients.models import Patient
from privacy.errors import NotThisRight, RequestNotThere, TooSoonToAnswer
from privacy.models import RightsRequest
from privacy.rights.reach import clock_for
from privacy.services.decide import decide_request, extend_request
from privacy.services.medical_file import say_medical_file
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World
from tests.personas import INES
from tests.privacy.requests import granted, identified

pytestmark = pytest.mark.requirement("ST-23")


@pytest.fixture
def access(ines: Actor, ours: House, patient: Patient) -> RightsRequest:
    return identified(ines, ours.practice, patient, kind="access")


def test_the_term_becomes_eight_days_and_the_answer_waits_for_48_hours(
    ines: Actor, access: RightsRequest, journal: list[audit.Event]
) -> None:
    assert (clock_for(access).due, clock_for(access).not_before) == (date(2041, 2, 14), None)
    said = say_medical_file(actor=ines, request_id=access.id, is_medical=True, version=access.version)
    assert said.version == access.version + 1
    stored = RightsRequest.objects.get(id=access.id)
    assert clock_for(stored).due == date(2041, 1, 22)
    with pytest.raises(TooSoonToAnswer):
        decide_request(actor=ines, request_id=access.id, outcome="grant")
    assert [event.details["due"] for event in journal if event.action == Action.REQUEST_MEDICAL_FILE_SAID] == [
        "2041-01-22"
    ]
    old = say_medical_file(actor=ines, request_id=access.id, is_medical=True, is_old=True)
    assert clock_for(old).due == date(2041, 3, 14)
    back = say_medical_file(actor=ines, request_id=access.id, is_medical=False, is_old=True)
    assert (back.is_old_file, clock_for(back).due) == (False, date(2041, 2, 14))


def test_an_announced_extension_falls(ines: Actor, access: RightsRequest) -> None:
    extend_request(actor=ines, request_id=access.id)
    said = say_medical_file(actor=ines, request_id=access.id, is_medical=True)
    assert (said.state, said.extended_at, clock_for(said).due) == ("in-progress", None, date(2041, 1, 22))


def test_only_an_open_access_of_ones_own_practice_is_marked(
    ines: Actor, camille: Actor, charlie: Actor, ours: House, patient: Patient, access: RightsRequest
) -> None:
    with pytest.raises(NotThisRight):
        say_medical_file(actor=ines, request_id=identified(ines, ours.practice, patient).id, is_medical=True)
    with pytest.raises(RequestNotThere):
        done = granted(ines, ours.practice, patient, kind="access")
        say_medical_file(actor=ines, request_id=done.id, is_medical=True)
    with pytest.raises(VersionMismatch):
        say_medical_file(actor=ines, request_id=access.id, is_medical=True, version=99)
    for actor, refusal in ((camille, Forbidden), (charlie, NotFound)):
        with acting_as(actor), pytest.raises(refusal):
            say_medical_file(actor=actor, request_id=access.id, is_medical=True)


def test_it_is_said_on_the_page_and_over_the_api(world: World, access: RightsRequest) -> None:
    officer = signed_in(Client(), world.people[INES], step_up=True)
    address = f"/registre/demandes/{access.id}/"
    before = officer.get(address).content.decode()
    assert "Recompter le délai" in before and "Annoncer deux mois de plus" in before
    assert officer.post(address + "dossier-medical/", {"is_medical_file": "on"}).status_code == 302
    after = officer.get(address).content.decode()
    assert "22/01/2041" in after and "Annoncer deux mois de plus" not in after, "no extension of a medical file"
    posted: Callable[..., object] = officer.post
    made = posted(
        f"/api/v1/rights-requests/{access.id}/medical-file",
        {"is_medical_file": True, "is_old_file": True},
        content_type="application/json",
    )
    assert made.json()["due"] == "2041-03-14", made.json()  # type: ignore[attr-defined]
