"""The page of a call: the card of the patient chosen, and what limits the reason chosen."""

import html
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core.scoping import acting_as, system_actor
from patients.models import Patient
from patients.services import flag_identity
from tests.factories.practices import House, make_visit_reason
from tests.personas import CAMILLE
from web import french
from web.desk.presenters.practice import limits_of

CALL = "0197c0de-0000-7000-8000-000000000001"


def page(client: Client, ours: House, **query: object) -> str:
    answer = client.get(f"/bureau/appel/{ours.practice.id}/{CALL}/", query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


@pytest.mark.django_db
def test_a_doubtful_identity_says_so_on_the_card_of_the_patient_chosen(
    browser: Callable[[str], Client], ours: House, patient: Patient
) -> None:
    client = browser(CAMILLE)

    def card() -> str:
        return page(client, ours, patient=patient.id).partition('class="person"')[2].partition("</div>")[0]

    assert patient.used_name.upper() in card() and "outeuse" not in card() and "omonyme" not in card()
    system = system_actor(ours.practice.id)
    for flag, word in (("doubtful", "outeuse"), ("namesake", "omonyme")):
        with acting_as(system):
            flag_identity(actor=system, patient_id=patient.id, flag=flag, is_raised=True)
        assert word in card()


@pytest.mark.django_db
def test_the_limits_of_a_reason_stand_beside_it_when_there_are_any(
    browser: Callable[[str], Client], ours: House
) -> None:
    limited = make_visit_reason(
        ours.practice, [ours.role], "Vaccination", daily_quota=4, by_web=True, web_release_hours=48
    )
    client = browser(CAMILLE)
    assert "Limites" not in page(client, ours, motif=ours.visit_reason.id)
    assert "Limites : Vaccination</b>Au plus 4 par jour et par agenda ; Internet : 2 jours avant." in page(
        client, ours, motif=limited.id
    )


def reason(**more: Any) -> Any:
    terms = {"daily_quota": None, "by_partner": True, "by_web": True}
    hours = {"partner_release_hours": None, "web_release_hours": None}
    return SimpleNamespace(**{**terms, **hours, **more})


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, ""),
        ({"daily_quota": 1}, "Au plus 1 par jour et par agenda."),
        (
            {"partner_release_hours": 168, "web_release_hours": 36},
            "Partenaires : 7 jours avant ; Internet : 36 h avant.",
        ),
        ({"partner_release_hours": 12, "by_partner": False}, ""),
    ],
)
def test_only_doors_that_are_open_are_told(terms: dict[str, Any], said: str) -> None:
    assert limits_of(reason(**terms)).replace("\u00a0", " ") == said


def test_a_delay_is_said_in_days_when_it_is_whole_days() -> None:
    assert [french.delay(hours) for hours in (0, 24, 36, 48, 49, 72)] == [
        "0 h", "24 h", "36 h", "2 jours", "49 h", "3 jours",
    ]  # fmt: skip
