"""The practitioner chooses what patients book online, and what they read before they choose an hour."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.scoping import acting_as, system_actor
from practices.models import VisitReason
from tests.factories.online import open_online
from tests.factories.practices import House
from tests.personas import CAMILLE, DR_MARTIN
from web.management.forms_reason import ReasonForm

pytestmark = pytest.mark.django_db
SAID = "Venez à jeun, avec votre ordonnance."


def typed(house: House, reason: VisitReason, **changes: Any) -> dict[str, Any]:
    with acting_as(system_actor(house.practice.id)):
        told = ReasonForm.known(VisitReason.objects.get(id=reason.id))
    return {key: "" if value is None else value for key, value in {**told, **changes}.items()}


def test_a_practitioner_opens_a_reason_online_and_closes_it_again(
    browser: Callable[[str], Client], ours: House
) -> None:
    open_online(ours, "Déjà en ligne")
    doctor, patient = browser(DR_MARTIN), Client()
    listed = doctor.get(f"/planning/horaires/?cabinet={ours.practice.id}").content.decode()
    assert f'href="/planning/motifs/?cabinet={ours.practice.id}"' in listed
    assert browser(CAMILLE).get("/planning/motifs/").status_code == 403
    page = f"/planning/motifs/{ours.visit_reason.id}/"
    public = f"/rdv/{ours.practice.id}/"
    assert f">{ours.visit_reason.name}<" not in patient.get(public).content.decode()
    told = typed(ours, ours.visit_reason, doors=["by_phone", "by_web"], public_instructions=SAID)
    saved = doctor.post(page, told, follow=True).content.decode()
    assert "C&#x27;est enregistré" in saved.replace("C'est", "C&#x27;est") and SAID in saved
    assert SAID in patient.get(f"{public}motif/{ours.visit_reason.id}/").content.decode()
    doctor.post(page, {**told, "doors": ["by_phone"]})
    assert patient.get(f"{public}motif/{ours.visit_reason.id}/").status_code == 404
    refused = doctor.post(page, {**told, "duration_minutes": "0"})
    assert refused.status_code == 400
