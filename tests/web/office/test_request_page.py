"""The page of a rights request: each form says which version it was shown with, and loses nothing that was typed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from privacy.models import RightsRequest
from privacy.services.decide import extend_request
from tests.factories.practices import House
from tests.personas import DR_MARTIN
from tests.privacy.requests import ask, identified

NOTE = "Fiche vérifiée au cabinet"
STALE = "Quelqu'un a changé cette demande"


@pytest.fixture
def system(ours: House) -> Actor:
    return system_actor(ours.practice.id)


def state_of(system: Actor, request: RightsRequest) -> str:
    with acting_as(system):
        return RightsRequest.objects.get(id=request.id).state


def version_in(page: str) -> str:
    versions = set(re.findall(r'name="version" value="([0-9]+)"', page))
    (version,) = versions
    return version


@pytest.mark.requirement("ST-31")
def test_a_decision_on_what_changed_meanwhile_is_shown_again_with_its_words(
    browser: Callable[[str], Client], ours: House, patient: Patient, system: Actor
) -> None:
    with acting_as(system):
        request = identified(system, ours.practice, patient)
    client, address = browser(DR_MARTIN), f"/registre/demandes/{request.id}/"
    body = {
        "outcome": "grant-partly",
        "grounds": ["accuracy-not-shown", "not-entitled"],
        "note": NOTE,
        "version": version_in(client.get(address).content.decode()),
    }
    with acting_as(system):
        extend_request(actor=system, request_id=request.id)
    stale = client.post(address + "decider/", body)
    page = stale.content.decode()
    assert stale.status_code == 412 and STALE in page
    assert state_of(system, request) == "extended"
    assert re.search(r'value="grant-partly" checked', page)
    assert len(re.findall(r'name="grounds" value="[a-z-]+" checked', page)) == 2
    assert f'maxlength="2000">{NOTE}</textarea>' in page
    assert client.post(address + "decider/", {**body, "version": version_in(page)}).status_code == 302
    assert state_of(system, request) == "partly-granted"


def test_words_typed_for_a_step_that_is_over_are_shown_too(
    browser: Callable[[str], Client], ours: House, patient: Patient, system: Actor
) -> None:
    with acting_as(system):
        request = ask(system, ours.practice, patient, data_concerned="")
    first, second, address = browser(DR_MARTIN), browser(DR_MARTIN), f"/registre/demandes/{request.id}/"
    version = version_in(first.get(address).content.decode())
    said = {"data_concerned": "Mon adresse", "version": version}
    assert second.post(address + "preciser/", said).status_code == 302
    late = first.post(address + "preciser/", {**said, "data_concerned": "Mon téléphone"})
    assert late.status_code == 412 and "Mon téléphone" in late.content.decode()


def test_every_form_that_changes_the_request_says_its_version() -> None:
    from django.template.loader import get_template

    source = get_template("office/request.html").template.source  # type: ignore[attr-defined]
    forms = re.findall(r"office:request-act' request_id '([a-z-]+)' %}\"[^>]*>{% csrf_token %}(<input[^>]*>)?", source)
    assert len(forms) > 12
    assert {verb for verb, hidden in forms if 'name="version"' not in hidden} == {"prevenir"}
