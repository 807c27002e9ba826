"""The accesses to files on screen, page by page: no line is lost between two of them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from core.scoping import Actor, acting_as
from patients.models import Patient
from patients.queries import open_patient
from tests.factories.accounts import signed_in
from tests.factories.practices import World
from tests.personas import INES

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("ST-02")
def test_what_was_done_at_one_instant_is_on_one_page_and_nothing_is_lost(
    world: World, camille: Actor, patient: Patient, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(camille):
        for _ in range(2):
            travel.shift(timedelta(minutes=5))
            for _ in range(5):
                open_patient(camille, patient.id)
    travel.shift(timedelta(minutes=5))
    monkeypatch.setattr("privacy.accesses.LARGEST_PAGE", 3)
    officer = signed_in(Client(), world.people[INES])
    address = f"/registre/acces/{patient.id}/"
    for _ in range(2):
        page = officer.get(address).content.decode()
        assert page.count("Dossier ouvert") == 5
        (older,) = re.findall(r'href="(\?avant=[^"]+)"', page)
        address = f"/registre/acces/{patient.id}/" + older.replace("&amp;", "&")
    last = officer.get(address).content.decode()
    assert ("Dossier créé" in last, "Dossier ouvert" in last, "?avant=" in last) == (True, False, False)
