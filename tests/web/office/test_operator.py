"""The operator's file on screen: a line is added, answered, opened; what is wrong is said beside its field."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.scoping import acting_as
from privacy.models import AuthorityRequest, ContactTicket, ExchangeChannel, HostingProvider, PendingAct
from privacy.operator.hosting import Activity
from tests.factories.accounts import signed_in
from tests.factories.operator import operator_lines
from tests.factories.practices import World, make_world
from tests.personas import DR_MARTIN, INES, NADIA

pytestmark = pytest.mark.django_db
BASE = "/registre/exploitant/"
HOST = {
    "name": "Hébergeur Un",
    "siren": "552100554",
    "certificate_number": "HDS-1",
    "activities": [activity.value for activity in Activity],
    "country": "FR",
    "issued_on": "2026-01-01",
    "expires_on": "2046-01-01",
}
TICKET = {"kind": "complaint", "channel": "email", "contact": "ana@exemple.example", "text": "Je conteste."}


@pytest.fixture
def world(db: Any) -> World:
    return make_world()


@pytest.fixture
def ines(world: World) -> Client:
    return signed_in(Client(), world.people[INES], step_up=True)


def test_the_first_page_says_that_production_is_not_ready_until_two_hosts_stand(ines: Client) -> None:
    assert "La production n’est pas prête." in ines.get(BASE).content.decode()
    for changes in ({}, {"siren": "443061841", "certificate_number": "HDS-2"}):
        assert ines.post(f"{BASE}hebergeurs/", {**HOST, **changes}).status_code == 302
    page = ines.get(BASE).content.decode()
    assert "La production n’est pas prête." not in page and "Hébergement en règle." in page


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(ines: Client) -> None:
    page = ines.post(f"{BASE}hebergeurs/", {**HOST, "siren": "12", "country": "US"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Un SIREN a neuf chiffres." in text and 'value="Hébergeur Un"' in text
    assert not HostingProvider.objects.exists()


def test_a_complaint_is_answered_in_two_steps_and_opened_once(ines: Client) -> None:
    ines.post(f"{BASE}messages/", TICKET)
    ticket = ContactTicket.objects.get()
    assert "ana@exemple.example" not in ines.get(f"{BASE}messages/").content.decode()
    asked = ines.post(f"{BASE}messages/{ticket.id}/repondre/")
    assert asked.status_code == 200 and "Réponse donnée" in asked.content.decode()
    empty = ines.post(f"{BASE}messages/{ticket.id}/repondre/", {"agree": "1", "answer": ""})
    assert empty.status_code == 422 and "Ce champ est obligatoire." in empty.content.decode()
    assert ines.post(f"{BASE}messages/{ticket.id}/repondre/", {"agree": "1", "answer": "Arrêté."}).status_code == 302
    opened = ines.post(f"{BASE}messages/{ticket.id}/ouvrir/").content.decode()
    assert "Je conteste." in opened and "Arrêté." in opened
    ticket.refresh_from_db()
    assert ticket.acknowledged_at is not None and ticket.answered_at is not None


def test_an_act_without_words_is_done_at_once(ines: Client) -> None:
    ines.post(f"{BASE}hebergeurs/", HOST)
    host = HostingProvider.objects.get()
    assert ines.post(f"{BASE}hebergeurs/{host.id}/terminer/").status_code == 302
    assert "Rien n’est inscrit." in ines.get(f"{BASE}hebergeurs/").content.decode()
    assert ines.post(f"{BASE}hebergeurs/{host.id}/danser/").status_code == 404


def test_a_request_of_an_authority_is_shown_without_its_words(ines: Client) -> None:
    said = {"authority": "Parquet", "ground": "CPP art. 77-1-1", "asked": "Ouranos", "received_on": "2026-01-05"}
    ines.post(f"{BASE}autorites/", said)
    request = AuthorityRequest.objects.get()
    page = ines.get(f"{BASE}autorites/").content.decode()
    assert "Parquet" in page and "Ouranos" not in page
    assert "Ouranos" in ines.post(f"{BASE}autorites/{request.id}/ouvrir/").content.decode()


def test_a_practitioner_asks_for_a_way_out_of_the_practice_and_sees_nothing_of_the_operator(world: World) -> None:
    martin, practice = signed_in(Client(), world.people[DR_MARTIN]), world.ours.practice
    page = martin.get(BASE).content.decode()
    assert "Canaux d&#x27;échange validés" in page and "Hébergeurs" not in page
    said = {"kind": "email", "target": "hopital.example", "cabinet": str(practice.id)}
    assert martin.post(f"{BASE}canaux/", said).status_code == 302
    with acting_as(world.actor(DR_MARTIN)):
        act = PendingAct.objects.get()
    with acting_as(world.actor(DR_MARTIN)):
        assert not ExchangeChannel.objects.exists()
    ines = signed_in(Client(), world.people[INES], step_up=True)
    assert "hopital.example" in ines.get("/registre/a-confirmer/").content.decode()
    assert ines.post(f"/registre/a-confirmer/{act.id}/confirmer/").status_code == 302
    with acting_as(world.actor(DR_MARTIN)):
        (channel,) = ExchangeChannel.objects.all()
    assert (channel.practice_id, channel.validated_by_id) == (practice.id, world.people[INES].id)
    assert martin.get(f"{BASE}hebergeurs/").status_code == 403


def test_a_manager_reads_the_operator_s_sheets_and_finds_nothing_there_to_do(world: World) -> None:
    lines = operator_lines()
    nadia = signed_in(Client(), world.people[NADIA], step_up=True)
    page = nadia.get(BASE).content.decode()
    assert "Hébergeurs" in page and "Instructions des cabinets" not in page and "Canaux" not in page
    for name in ("hebergeurs", "prestataires", "locaux", "autorites", "messages"):
        shown = nadia.get(f"{BASE}{name}/").content.decode()
        assert "<td>" in shown and "Rien n’est inscrit." not in shown
        assert f"/exploitant/{name}/" not in shown and "Inscrire" not in shown and ">Actes<" not in shown
    assert nadia.post(f"{BASE}hebergeurs/", HOST).status_code == 403
    assert nadia.post(f"{BASE}messages/{lines['ticket_id']}/ouvrir/").status_code == 403
    assert nadia.get(f"{BASE}canaux/").status_code == 403


def test_a_sheet_reads_its_own_lines_and_no_other_s(ines: Client) -> None:
    operator_lines()
    tables = {"hebergeurs": "hostingprovider", "prestataires": "processor", "locaux": "physicalevidence"}
    tables |= {"autorites": "authorityrequest", "messages": "contactticket"}
    for name, own in tables.items():
        with CaptureQueriesContext(connection) as asked:
            ines.get(f"{BASE}{name}/")
        read = {table for table in tables.values() for one in asked if f'FROM "privacy_{table}"' in one["sql"]}
        assert read == {own}


def test_old_messages_are_a_page_away(ines: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privacy.operator_queries.PAGE", 2)
    for kind in ("question", "complaint", "recommendation"):
        ines.post(f"{BASE}messages/", {**TICKET, "kind": kind})
    latest = ines.get(f"{BASE}messages/").content.decode()
    assert "<td>Recommandation</td>" in latest and "<td>Question</td>" not in latest
    (older,) = re.findall(r'href="([^"]+avant=[^"]+)"', latest)
    rest = ines.get(older).content.decode()
    assert "<td>Question</td>" in rest and "<td>Recommandation</td>" not in rest and 'rel="next"' not in rest
