"""Who publishes, who hosts, how accessible it is: said on pages for everybody, without more than is known."""

import html
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from core import clock
from core.scoping import system_actor
from privacy.services.hosting import end_host
from tests.factories.accounts import person, signed_in
from tests.factories.operator import operator_lines
from web.public.accessibility import GRID, State

pytestmark = pytest.mark.django_db
LEGAL, ACCESSIBILITY = "/mentions-legales/", "/accessibilite/"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_legal_page_names_the_publisher_the_director_and_who_hosts_the_site(client: Client, settings: Any) -> None:
    settings.OPERATOR_NAME, settings.OPERATOR_LEGAL_FORM = "Les Hirondelles", "SAS, RCS Nancy 000 000 000"
    settings.OPERATOR_ADDRESS, settings.OPERATOR_PHONE = "3 rue X, Nancy", "01 99 00 00 07"
    settings.OPERATOR_EMAIL, settings.PUBLICATION_DIRECTOR = "x@x.example", "Ana Y"
    settings.SITE_HOST = "Hébergeur Z, 2 rue Z, 01 99 00 00 08"
    page = text(client, LEGAL)
    for said in (
        "Les Hirondelles", "SAS, RCS Nancy", "3 rue X", "01 99 00 00 07", "x@x.example", "Ana Y", "Hébergeur Z",
    ):  # fmt: skip
        assert said in page


@pytest.mark.requirement("ST-03", "K4")
def test_it_names_the_certified_hosts_of_health_data_and_says_when_there_is_none(client: Client) -> None:
    assert "Aucun hébergeur certifié n'est inscrit" in text(client, LEGAL)
    host_id = operator_lines()["host_id"]
    page = text(client, LEGAL)
    assert "Hébergeur Premier, certificat HDS-40" in page and "Aucun hébergeur" not in page
    end_host(actor=system_actor(), host_id=host_id)
    assert "HDS-40" not in text(client, LEGAL)


def test_the_statement_covers_the_thirteen_themes_and_claims_no_rate(client: Client) -> None:
    page = text(client, ACCESSIBILITY)
    assert [theme.number for theme in GRID] == list(range(1, 14))
    for theme in GRID:
        assert f"{theme.number}. {theme.name}" in page and theme.state.value in page
    assert "Partiellement conforme" in page and "%" not in page.partition("<main")[2]
    assert {theme.state for theme in GRID} == set(State), "something is only partly looked at, and it is said"
    assert "Défenseur des droits" in page and "Ce qui manque" in page


def test_both_are_linked_at_the_foot_of_every_page_of_the_public_and_of_one_s_account(client: Client) -> None:
    account = signed_in(Client(), person())
    for browser, path in ((client, "/connexion/"), (client, LEGAL), (client, "/cookies/"), (account, "/compte/")):
        foot = text(browser, path).partition("<footer")[2]
        assert f'href="{LEGAL}"' in foot and f'href="{ACCESSIBILITY}"' in foot
        assert "Accessibilité : partiellement conforme" in foot


def test_a_certificate_that_ended_is_not_named(client: Client) -> None:
    operator_lines()
    with time_machine.travel(clock.now() + timedelta(days=800), tick=False):
        assert "HDS-40" not in text(client, LEGAL)
