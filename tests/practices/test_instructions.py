"""Each practitioner says which fields are asked of patients; a practice asks what one of them at least has asked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core.errors import Forbidden, InvalidInput, NotFound
from core.scoping import acting_as, system_actor
from practices import services
from practices.asked_fields import EVERYTHING, USUAL, AskedField, asked_together
from practices.instructions import allows_reminders, asked_fields, instructions_at, instructions_of
from practices.models import InstructionSet, PractitionerRole
from tests.factories.accounts import signed_in
from tests.factories.practices import (
    World,
    make_location,
    make_person,
    make_practice,
    make_practitioner,
    make_role,
    make_world,
)
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    yield make_world()


def instruct(world: World, *asked: str, who: str = DR_MARTIN, role: PractitionerRole | None = None) -> InstructionSet:
    actor = world.actor(who)
    with acting_as(actor):
        return services.instruct(
            actor=actor, practitioner_role_id=(role or world.ours.role).id, asked=asked, reminders=False
        )


def asked(world: World) -> frozenset[AskedField]:
    with acting_as(world.actor(CAMILLE)):
        return asked_fields(world.ours.practice.id)


@pytest.mark.requirement("CH-09")
def test_a_practice_whose_practitioner_instructed_nothing_asks_all_but_the_nir() -> None:
    practice = make_practice()
    role = make_role(practice, make_location(practice))
    actor = system_actor(practice.id)
    with acting_as(actor):
        assert asked_fields(practice.id) == USUAL == EVERYTHING - {AskedField.NIR}
        read = instructions_of(actor, role.id)
    assert (read.version, read.reminders, read.at) == (0, False, None)


@pytest.mark.requirement("ST-11")
def test_the_last_set_is_in_force_and_the_former_ones_stay(world: World) -> None:
    first = instruct(world, "email", "nir")
    assert asked(world) == {AskedField.EMAIL, AskedField.NIR}
    second = instruct(world)
    assert second.version == first.version + 1
    assert asked(world) == frozenset()
    with acting_as(world.actor(CAMILLE)):
        kept = InstructionSet.objects.filter(practice_id=world.ours.practice.id).order_by("version")
        assert [one.asked for one in kept][1:] == [["email", "nir"], []]
        (shown,) = instructions_at(world.actor(CAMILLE), world.ours.practice.id)
    assert shown.version == second.version


@pytest.mark.requirement("ST-11")
def test_a_practice_asks_the_union_of_what_its_practitioners_ask(world: World) -> None:
    colleague = make_role(world.ours.practice, world.ours.location)
    instruct(world, "email")
    assert asked(world) == USUAL, "the colleague has instructed nothing"
    instruct(world, "nir", role=colleague)
    assert asked(world) == {AskedField.EMAIL, AskedField.NIR}
    with acting_as(system_actor(world.ours.practice.id)):
        services.close_practitioner_role(actor=system_actor(world.ours.practice.id), practitioner_role_id=colleague.id)
    assert asked(world) == {AskedField.EMAIL}, "who has left asks nothing any more"


def test_the_union_is_pure() -> None:
    assert asked_together([]) == USUAL
    assert asked_together([None, ["nir"]]) == EVERYTHING
    assert asked_together([[], []]) == frozenset()


@pytest.mark.requirement("ST-11")
def test_only_the_practitioner_instructs_or_a_colleague_for_one_who_never_signs_in(world: World) -> None:
    for who, refusal in ((CAMILLE, Forbidden), (NADIA, Forbidden), (CHARLIE, NotFound)):
        with pytest.raises(refusal):
            instruct(world, "email", who=who)
    without_account = make_role(world.ours.practice, world.ours.location)
    assert instruct(world, "email", role=without_account).version == 1
    with_account = make_role(
        world.ours.practice,
        world.ours.location,
        make_practitioner(world.ours.practice, "Haddad", user=make_person("haddad")),
    )
    with pytest.raises(Forbidden):
        instruct(world, "email", role=with_account)
    with pytest.raises(InvalidInput):
        instruct(world, "shoe_size")


def test_reminders_wait_for_the_practitioner(world: World) -> None:
    role = world.ours.role
    actor = world.actor(DR_MARTIN)
    with acting_as(actor):
        assert not allows_reminders(role.practice_id, role.practitioner_id)
        services.instruct(actor=actor, practitioner_role_id=role.id, asked=[], reminders=True)
        assert allows_reminders(role.practice_id, role.practitioner_id)
        services.instruct(actor=actor, practitioner_role_id=role.id, asked=[], reminders=False)
        assert not allows_reminders(role.practice_id, role.practitioner_id)


def test_a_set_is_never_rewritten_by_the_product(world: World) -> None:
    with acting_as(world.actor(DR_MARTIN)), connection.cursor() as cursor:
        for statement in ("DELETE FROM practices_instructionset", "UPDATE practices_instructionset SET asked = '{}'"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


def test_the_api_reads_and_replaces_a_set(world: World) -> None:
    address = f"/api/v1/practitioner-roles/{world.ours.role.id}/instruction-set"
    doctor = signed_in(Client(), world.people[DR_MARTIN])
    put = doctor.put(address, {"asked": ["nir", "email"], "reminders": True}, content_type="application/json")
    assert put.status_code == 200
    read = signed_in(Client(), world.people[CAMILLE]).get(address).json()
    assert (read["asked"], read["reminders"], read["version"]) == (["email", "nir"], True, 2)
    listed = doctor.get(f"/api/v1/instruction-sets?practice={world.ours.practice.id}").json()
    assert listed["asked"] == ["email", "nir"]
    assert [one["practitioner_role"] for one in listed["results"]] == [str(world.ours.role.id)]
    wrong = doctor.put(address, {"asked": ["shoe_size"], "reminders": "yes"}, content_type="application/json")
    assert wrong.status_code == 400
    assert {error["field"].partition("[")[0].partition(".")[0] for error in wrong.json()["errors"]} == {
        "asked", "reminders",
    }  # fmt: skip
