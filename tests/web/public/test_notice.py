"""The public notice is the register in other words; each practice's own texts are found by date."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils.text import capfirst

from consent import services as consent
from consent.purposes import TERMS, Purpose
from core import clock
from core.home_day import home_day
from core.scoping import acting_as, system_actor
from privacy.complaint import CNIL
from privacy.processing import BASIS_TEXT, Controller
from privacy.register import decided_by, edition, serving
from privacy.retention.rules import BY_ID
from privacy.retention.wording import lasts
from privacy.typography import typeset
from tests.factories.practices import World, make_world

pytestmark = pytest.mark.django_db
NOTICE = "/confidentialite/"


@pytest.fixture
def world() -> World:
    return make_world()


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode()).replace("&#x27;", "'")


@pytest.mark.requirement("ST-10")
@pytest.mark.requirement("ST-12")
@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_is_told_with_its_basis(client: Client, purpose: Purpose) -> None:
    page = text_of(client.get(NOTICE))
    (one,) = serving(purpose)
    assert TERMS[purpose].label in page
    assert BASIS_TEXT[one.basis] in page and typeset(one.basis_reason) in page


@pytest.mark.requirement("SAS-08")
@pytest.mark.requirement("K3")
@pytest.mark.requirement("ST-01")
def test_the_controllers_the_texts_of_law_and_the_officer_are_named(client: Client, settings: Any) -> None:
    settings.OPERATOR_NAME, settings.DPO_EMAIL, settings.DPO_ADDRESS = "Exploitant X", "dpo@x.example", "3 rue X"
    page = text_of(client.get(NOTICE))
    for said in (
        "Le praticien que vous consultez, pour son cabinet",
        "comme sous-traitant",
        "Exploitant X",
        "dpo@x.example",
        "3 rue X",
        "RGPD",
        "Informatique et Libertés",
        f"Édition {edition().number}, en vigueur depuis le {edition().since:%d/%m/%Y}",
    ):
        assert typeset(said) in page, said


@pytest.mark.requirement("ST-05")
@pytest.mark.requirement("ST-07")
def test_the_data_their_source_and_their_end_come_from_the_register(client: Client) -> None:
    page = text_of(client.get(NOTICE))
    for one in decided_by(Controller.PRACTITIONER):
        assert all(typeset(said) in page for said in (*one.data, one.source))
        for kept in one.kept:
            rule = BY_ID[kept.rule]
            assert capfirst(typeset(lasts(rule, {}))) in page and typeset(rule.end) in page, rule.id


@pytest.mark.requirement("SAS-28")
@pytest.mark.requirement("SAS-27")
@pytest.mark.requirement("K5")
def test_the_notice_ends_with_the_cnil_and_warns_against_sending_health_data(client: Client) -> None:
    page = text_of(client.get(NOTICE))
    assert typeset(CNIL) in page
    assert "ni donnée de santé, ni numéro de sécurité sociale" in page
    assert "art. 85" in page and "art. 48" not in page


@pytest.mark.requirement("ST-18")
@pytest.mark.requirement("ST-39")
def test_social_networks_are_nowhere_and_no_address_leaves_the_site(client: Client) -> None:
    page = text_of(client.get(NOTICE))
    assert "Aucun profil n'est établi" in page
    assert 'src="http' not in page and 'href="http' not in page
    policy = client.get(NOTICE)["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "http" not in policy


@pytest.mark.requirement("ST-06")
def test_the_text_in_force_on_a_day_is_found_by_that_day(world: World) -> None:
    practice, client = world.ours.practice, Client()
    actor = system_actor(practice.id)
    now, first_day = clock.now(), home_day()
    with acting_as(actor):
        consent.publish_notice(actor=actor, practice_id=practice.id, text="Premier texte : ici.")
    with time_machine.travel(now + timedelta(days=40), tick=False):
        with acting_as(actor):
            consent.publish_notice(actor=actor, practice_id=practice.id, text="Second texte.")
        address = f"{NOTICE}cabinet/{practice.id}/"
        now, then = text_of(client.get(address)), text_of(client.get(f"{address}?le={first_day}"))
        before = text_of(client.get(f"{address}?le=2001-01-01"))
    assert practice.name in now and "Second texte." in now and "Premier" not in now
    assert "Premier texte\xa0: ici." in then and "Second" not in then
    assert "aucun texte" in before


def test_the_page_of_a_practice_shows_nothing_of_another(world: World) -> None:
    for house in (world.ours, world.theirs):
        actor = system_actor(house.practice.id)
        with acting_as(actor):
            consent.publish_notice(actor=actor, practice_id=house.practice.id, text=f"Texte de {house.practice.name}.")
    page = text_of(Client().get(f"{NOTICE}cabinet/{world.ours.practice.id}/"))
    assert f"Texte de {world.ours.practice.name}." in page and world.theirs.practice.name not in page


@pytest.mark.parametrize("address", [f"{NOTICE}cabinet/{UUID(int=0)}/", f"{NOTICE}rien/"])
def test_an_unknown_practice_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_day_that_is_none_is_refused(world: World) -> None:
    assert Client().get(f"{NOTICE}cabinet/{world.ours.practice.id}/?le=demain").status_code == 400
