"""One statement a request says who may act where; what ended or was revoked is gone at the next one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import AccountStatus
from accounts.models import User
from core import clock
from core.scoping import acting_as, system_actor
from practices import queries, services
from practices.permissions import BY_CHOICE, ROLE_PERMISSIONS, USUAL_DELEGATION, Permission
from tests.factories.practices import (
    World,
    actor_of,
    join_as_practice_secretary,
    make_delegation,
    make_person,
    make_practice,
    make_secretariat,
    make_world,
)
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    yield make_world()


def test_an_actor_is_built_in_one_statement(world: World) -> None:
    camille = world.people[CAMILLE]
    with CaptureQueriesContext(connection) as statements:
        actor = queries.actor_for(camille.id)
    assert len(statements) == 1
    assert actor.practice_ids == {world.ours.practice.id}


def test_a_secretary_acts_under_the_mandate_and_charlie_elsewhere(world: World) -> None:
    camille, charlie = world.actor(CAMILLE), world.actor(CHARLIE)
    assert camille.delegations == {world.ours.practice.id: world.ours.delegation.id}
    assert camille.may(Permission.APPOINTMENT_BOOK, world.ours.practice.id)
    assert not camille.may(Permission.APPOINTMENT_BOOK, world.theirs.practice.id)
    assert charlie.practice_ids == {world.theirs.practice.id}
    assert camille.platform == frozenset()


def test_a_practitioner_acts_in_his_own_name(world: World) -> None:
    martin = world.actor(DR_MARTIN)
    assert martin.delegations == {}
    assert martin.grants == {world.ours.practice.id: ROLE_PERMISSIONS["practitioner"]}
    with acting_as(martin):
        assert [role.id for role in queries.own_roles(martin, world.ours.practice.id)] == [world.ours.role.id]
        assert list(queries.own_roles(system_actor(world.ours.practice.id), world.ours.practice.id)) == []


def test_a_manager_holds_platform_permissions_and_no_patient(world: World) -> None:
    nadia = world.actor(NADIA)
    own = {Permission.PERSON_MANAGE, Permission.PRACTICE_OPEN, Permission.OPERATOR_FILE_READ}
    assert nadia.platform == own
    assert not nadia.may(Permission.PATIENT_READ, world.ours.practice.id)
    assert nadia.may(Permission.PRACTICE_CONFIGURE, world.ours.practice.id)


@pytest.mark.requirement("SAS-05")
def test_a_revoked_mandate_gives_nothing_at_the_next_request(world: World) -> None:
    assert world.actor(CAMILLE).practice_ids
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        services.revoke_delegation(actor=martin, delegation_id=world.ours.delegation.id)
    assert world.actor(CAMILLE).practice_ids == frozenset()
    assert world.actor(NADIA).practice_ids == frozenset()
    assert world.actor(DR_MARTIN).practice_ids == {world.ours.practice.id}


@pytest.mark.requirement("SAS-05")
def test_a_mandate_gives_rights_from_its_start_to_its_end_and_not_an_instant_more(world: World) -> None:
    practice, secretariat, person = make_practice("Autre"), make_secretariat("Autre"), make_person()
    services.join_secretariat(actor=system_actor(), secretariat_id=secretariat.id, user_id=person.id, role="secretary")
    start, end = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
    make_delegation(practice, secretariat, starts_at=start, ends_at=end)
    just = timedelta(microseconds=1)
    for at, expected in ((start - just, False), (start, True), (end - just, True), (end, False)):
        with time_machine.travel(at, tick=False):
            assert bool(actor_of(person).practice_ids) is expected, at


@pytest.mark.parametrize("status", sorted(set(AccountStatus.values) - {"active"}))
def test_a_person_who_is_not_active_has_no_right(world: World, status: str) -> None:
    User.objects.filter(id=world.people[CAMILLE].id).update(status=status)
    User.objects.filter(id=world.people[DR_MARTIN].id).update(status=status)
    User.objects.filter(id=world.people[NADIA].id).update(status=status)
    for name in (CAMILLE, DR_MARTIN, NADIA):
        actor = world.actor(name)
        assert (actor.grants, actor.platform) == ({}, frozenset()), name


def test_leaving_takes_rights_away_at_the_next_request(world: World) -> None:
    person = make_person()
    membership = join_as_practice_secretary(world.ours.practice, person)
    assert actor_of(person).practice_ids == {world.ours.practice.id}
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        services.leave_practice(actor=martin, membership_id=membership)
    assert actor_of(person).practice_ids == frozenset()


def test_a_membership_and_a_mandate_add_up_and_the_membership_acts_in_its_own_name(world: World) -> None:
    camille = world.people[CAMILLE]
    join_as_practice_secretary(world.ours.practice, camille)
    actor = actor_of(camille)
    held = actor.grants[world.ours.practice.id]
    assert held == ROLE_PERMISSIONS["secretary"] | ROLE_PERMISSIONS["practice_secretary"]
    assert actor.delegations == {}


def test_a_mandate_without_any_right_for_a_role_opens_nothing(world: World) -> None:
    practice, secretariat, person = make_practice("Autre"), make_secretariat("Autre"), make_person()
    services.join_secretariat(actor=system_actor(), secretariat_id=secretariat.id, user_id=person.id, role="manager")
    make_delegation(practice, secretariat, permissions=frozenset({Permission.PATIENT_READ.value}))
    actor = actor_of(person)
    assert (actor.grants, actor.delegations) == ({}, {})


def test_two_secretariats_give_the_sum_and_the_oldest_mandate_is_named(world: World) -> None:
    person, practice = make_person(), world.ours.practice
    second = make_secretariat("Seconde")
    narrow = make_delegation(practice, second, permissions=frozenset(p.value for p in USUAL_DELEGATION))
    for secretariat in (second, world.ours.secretariat):
        services.join_secretariat(
            actor=system_actor(), secretariat_id=secretariat.id, user_id=person.id, role="secretary"
        )
    actor = actor_of(person)
    assert actor.delegations == {practice.id: min(narrow.id, world.ours.delegation.id)}
    assert actor.grants[practice.id] >= {p.value for p in BY_CHOICE}


def test_a_stranger_has_no_right(world: World) -> None:
    assert actor_of(make_person()).grants == {}
