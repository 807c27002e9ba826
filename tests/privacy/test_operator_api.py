"""The operator's file over the API: written down, answered once, opened apart, read page by page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from privacy import operator_queries
from tests.architecture.matrix_operator import AUTHORITY, HOST, PROCESSOR, TICKET
from tests.factories.accounts import signed_in
from tests.factories.booking import NOW
from tests.factories.practices import World, make_world
from tests.personas import DR_MARTIN, INES, NADIA

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield make_world()


@pytest.fixture
def ines(world: World) -> Client:
    return signed_in(Client(), world.people[INES], step_up=True)


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(API + path, body, content_type="application/json", headers=headers)


def test_a_host_is_written_down_once_and_ended(ines: Client) -> None:
    made = post(ines, "operator/hosts", HOST, **{"Idempotency-Key": "one"})
    again = post(ines, "operator/hosts", HOST, **{"Idempotency-Key": "one"})
    assert (made.status_code, again.json()) == (201, made.json())
    known = post(ines, "operator/hosts", HOST)
    assert (known.status_code, known.json()["type"].rsplit("/", 1)[-1]) == (409, "certificate-known")
    assert ines.get(f"{API}operator/hosts").json() == {"results": [made.json()], "next": None}
    assert post(ines, f"operator/hosts/{made.json()['id']}/end", {}).status_code == 204
    assert ines.get(f"{API}operator/hosts").json()["results"] == []


def test_a_wrong_country_is_named_by_its_field(ines: Client) -> None:
    for path, body, code in (
        ("operator/hosts", {**HOST, "country": "US"}, "outside-eea"),
        ("operator/processors", {**PROCESSOR, "country": "fr"}, "unknown-country"),
    ):
        refused = post(ines, path, body)
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["field"], error["code"]) == (400, "country", code)


def test_the_manager_reads_what_rings_until_the_hosts_stand(world: World, ines: Client) -> None:
    nadia = signed_in(Client(), world.people[NADIA])
    rings = {one["code"]: one["blocking"] for one in nadia.get(f"{API}operator/alarms").json()["results"]}
    assert rings["two-hosts"] and rings["uncovered-sites"]
    everything = ["sites", "hardware", "virtual-infrastructure", "platform", "administration-operation", "backup"]
    for number, siren in enumerate(("552100554", "443061841")):
        post(
            ines,
            "operator/hosts",
            {**HOST, "siren": siren, "certificate_number": f"HDS-{number}", "activities": everything},
        )
    post(ines, "operator/tickets", TICKET)
    assert [one["code"] for one in nadia.get(f"{API}operator/alarms").json()["results"]] == ["tickets-unread"]


def test_words_are_in_no_list_and_are_opened_apart(ines: Client) -> None:
    ticket = post(ines, "operator/tickets", TICKET).json()
    request = post(ines, "operator/authority-requests", AUTHORITY).json()
    listed = ines.get(f"{API}operator/tickets").content + ines.get(f"{API}operator/authority-requests").content
    assert b"conteste" not in listed and b"dossier" not in listed
    opened = post(ines, f"operator/tickets/{ticket['id']}/disclosure", {}).json()
    assert opened == {"contact": TICKET["contact"], "text": TICKET["text"], "answer": None}
    path = f"operator/authority-requests/{request['id']}"
    told = {"given": "Une copie", "answered_on": "2041-01-14"}
    assert post(ines, f"{path}/answer", told).json()["answered_on"] == "2041-01-14"
    assert post(ines, f"{path}/answer", told).status_code == 409
    assert post(ines, f"{path}/disclosure", {}).json() == {"asked": "Un dossier", "given": "Une copie"}


def test_a_long_list_is_followed_by_the_address_of_its_next_page(ines: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operator_queries, "PAGE", 2)
    made = []
    for second in range(3):
        with time_machine.travel(NOW + timedelta(seconds=second), tick=False):
            made.append(post(ines, "operator/tickets", TICKET).json()["id"])
    first = ines.get(f"{API}operator/tickets").json()
    rest = ines.get(first["next"]).json()
    assert [one["id"] for one in (*first["results"], *rest["results"])] == made[::-1]
    assert rest["next"] is None


def test_an_instruction_and_a_channel_belong_to_one_practice(world: World, ines: Client) -> None:
    ours, theirs = ({"practice": str(house.practice.id)} for house in (world.ours, world.theirs))
    said = {"kind": "delete", "what": "Les dossiers clos", "given_on": "2041-01-13", "due_on": "2041-02-13"}
    made = post(ines, "deletion-instructions", {**ours, **said}).json()
    assert post(ines, "deletion-instructions", {**theirs, **said}).status_code == 404
    assert post(ines, f"deletion-instructions/{made['id']}/done", {"proof": "Rapport 12"}).json()["done_at"]
    opened = post(ines, f"deletion-instructions/{made['id']}/disclosure", {}).json()
    assert opened == {"what": "Les dossiers clos", "proof": "Rapport 12"}
    asked = post(ines, "exchange-channels", {**ours, "kind": "sftp", "target": "Depot.example"})
    assert (asked.status_code, asked.json()["outcome"]) == (202, "")
    assert ines.get(f"{API}exchange-channels", ours).json()["results"] == []
    path = f"pending-acts/{asked.json()['id']}"
    assert post(ines, f"{path}/confirmation", {}).json()["type"].endswith("other-person-required")
    martin = signed_in(Client(), world.people[DR_MARTIN], step_up=True)
    (waiting,) = martin.get(f"{API}pending-acts").json()["results"]
    assert waiting["terms"] == {"kind": "sftp", "target": "depot.example"}
    assert post(martin, f"{path}/confirmation", {}).json()["outcome"] == "confirmed"
    (channel,) = ines.get(f"{API}exchange-channels", ours).json()["results"]
    assert channel["target"] == "depot.example"
    assert post(ines, f"exchange-channels/{channel['id']}/withdrawal", {}).status_code == 204
    assert ines.get(f"{API}exchange-channels", ours).json()["results"] == []
