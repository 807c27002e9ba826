"""ST-04: what is handled by phone, online or by another program is held to the same rules, whatever the door."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from core.errors import DomainError
from core.scoping import Actor, acting_as
from patients import services
from patients.contact import Contact
from patients.identity import IdentityInput
from patients.models import Patient
from tests.factories.accounts import signed_in
from tests.factories.practices import House, World, ask_everything
from tests.personas import CAMILLE

DOORS = ("phone", "web", "api")
TOLD = {"family_name": "Nouveau", "given_names": "Ana", "birth_date": "1984-03-12"}
# What each wrong value is refused as, by every door alike.
WRONG: list[tuple[dict[str, Any], set[tuple[str, str]] | str]] = [
    ({"family_name": "4"}, {("family_name", "invalid-character")}),
    ({"phones": ["12"]}, {("phones[0]", "invalid-phone")}),
    ({"email": "a@"}, {("email", "invalid-email")}),
    ({"nir": "295109912611199"}, "invalid-nir"),
    ({"treating_practitioner": "Dr Martin"}, {("treating_practitioner", "not-asked")}),
    ({"birth_date": "2200-01-01"}, {("birth_date", "in-the-future")}),
]


@pytest.fixture
def house(ours: House) -> House:
    ask_everything(ours.role, but=frozenset({"treating_practitioner"}))
    return ours


def by_service(actor: Actor, house: House, told: dict[str, Any], door: str) -> tuple[str, set[tuple[str, str]]]:
    """The refusal's code and fields when the rooms are asked directly, as the desk and the portal do."""
    try:
        with acting_as(actor):
            services.create_patient(
                actor=actor,
                practice_id=house.practice.id,
                identity=IdentityInput(
                    told["family_name"], told["given_names"], date.fromisoformat(told["birth_date"])
                ),
                contact=Contact(
                    phones=tuple(told.get("phones", ())),
                    email=told.get("email", ""),
                    treating_practitioner=told.get("treating_practitioner", ""),
                ),
                nir=told.get("nir", ""),
                notice_version=1,
                notice_channel=door,
            )
    except DomainError as refusal:
        return refusal.code, {(error.field, error.code) for error in refusal.errors}
    return "", set()


@pytest.mark.requirement("ST-04")
@pytest.mark.parametrize(("wrong", "refused_as"), WRONG, ids=lambda value: str(value)[:40])
def test_every_door_refuses_the_same_values_with_the_same_words(
    world: World, house: House, camille: Actor, wrong: dict[str, Any], refused_as: set[tuple[str, str]] | str
) -> None:
    told = {**TOLD, **wrong}
    answers = [by_service(camille, house, told, door) for door in DOORS]
    client = signed_in(Client(), world.people[CAMILLE])
    for door in DOORS:
        body = {**told, "practice": str(house.practice.id), "consent": {"notice_version": 1, "channel": door}}
        problem = client.post("/api/v1/patients", body, content_type="application/json").json()
        fields = {(error["field"], error["code"]) for error in problem.get("errors", [])}
        answers.append((problem["type"].rpartition("/")[2], fields))
    assert len({(code, frozenset(fields)) for code, fields in answers}) == 1
    code, fields = answers[0]
    assert refused_as in (code, fields)
    assert not Patient.objects.exists()


@pytest.mark.requirement("ST-04")
@pytest.mark.requirement("ST-07")
@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_what_is_right_and_says_which_it_was(house: House, camille: Actor, door: str) -> None:
    assert by_service(camille, house, TOLD, door) == ("", set())
    made = Patient.objects.get()
    assert (made.collected_via, made.collected_by_id) == (door, camille.user_id)
