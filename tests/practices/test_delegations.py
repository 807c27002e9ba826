"""Mandates are dated, scoped, one at a time, and revocable at once by the practice alone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from core import clock
from core.errors import Forbidden, InvalidInput, NotFound, StepUpRequired
from core.scoping import acting_as
from practices import queries, services
from practices.errors import DelegationEnded, DelegationOverlaps, NotDelegable
from practices.mandates import missing_from
from practices.models import Delegation
from practices.permissions import Permission
from tests.factories.practices import World, make_secretariat, make_world, narrow
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, NADIA

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world(db: Any) -> Iterator[World]:
    yield make_world()


def grant(world: World, secretariat_id: UUID, who: str = DR_MARTIN, **options: Any) -> Delegation:
    actor = fresh(world.actor(who))
    now = clock.now()
    with acting_as(actor):
        return services.grant_delegation(
            actor=actor,
            practice_id=world.ours.practice.id,
            secretariat_id=secretariat_id,
            **{"starts_at": now, "ends_at": now + DAY, **options},
        )


@pytest.mark.requirement("SAS-05")
@pytest.mark.parametrize("name", [CAMILLE, NADIA])
def test_a_delegate_cannot_delegate_nor_revoke(world: World, name: str) -> None:
    with pytest.raises(Forbidden):
        grant(world, make_secretariat("Autre").id, name)
    actor = world.actor(name)
    with acting_as(actor), pytest.raises(Forbidden):
        services.revoke_delegation(actor=actor, delegation_id=world.ours.delegation.id)


def test_another_practice_s_mandate_is_not_found(world: World) -> None:
    charlie = world.actor(CHARLIE)
    with acting_as(charlie):
        with pytest.raises(NotFound):
            services.revoke_delegation(actor=charlie, delegation_id=world.ours.delegation.id)
        with pytest.raises(NotFound):
            queries.delegation_in(charlie, world.ours.delegation.id)


def test_only_one_mandate_of_a_practice_and_a_secretariat_at_a_time(world: World) -> None:
    with pytest.raises(DelegationOverlaps):
        grant(world, world.ours.secretariat.id)
    assert grant(world, make_secretariat("Autre").id).id


def test_a_mandate_may_follow_a_revoked_one_at_once(world: World) -> None:
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        revoked = services.revoke_delegation(actor=martin, delegation_id=world.ours.delegation.id)
    assert grant(world, world.ours.secretariat.id, starts_at=revoked.revoked_at).id


def test_a_mandate_revoked_before_it_began_takes_no_time(world: World) -> None:
    other = make_secretariat("Autre")
    future = grant(world, other.id, starts_at=clock.now() + 2 * DAY, ends_at=clock.now() + 3 * DAY)
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        services.revoke_delegation(actor=martin, delegation_id=future.id)
    assert grant(world, other.id, starts_at=clock.now() + 2 * DAY, ends_at=clock.now() + 3 * DAY).id


@pytest.mark.requirement("SAS-05")
def test_an_older_mandate_is_completed_by_the_practice_alone(world: World) -> None:
    """What the product learnt since a mandate was granted is in none before the practitioner says so."""
    delegation, late = world.ours.delegation, Permission.MESSAGE_SEND.value
    older = [one for one in delegation.permissions if one != late] + [Permission.NIR_DISCLOSE.value]
    narrowed = narrow(delegation, older)
    camille = world.actor(CAMILLE)
    assert not camille.may(Permission.MESSAGE_SEND, world.ours.practice.id)
    with acting_as(camille), pytest.raises(Forbidden):
        services.complete_delegation(actor=camille, delegation_id=narrowed.id)
    martin = fresh(world.actor(DR_MARTIN))
    with acting_as(martin), pytest.raises(StepUpRequired):
        services.complete_delegation(actor=world.actor(DR_MARTIN), delegation_id=narrowed.id)
    with acting_as(martin):
        assert missing_from(queries.delegation_in(martin, narrowed.id)) == [late]
        done = services.complete_delegation(actor=martin, delegation_id=narrowed.id)
        assert done.ends_at == delegation.ends_at
        assert missing_from(done) == [] and Permission.NIR_DISCLOSE.value in done.permissions
    assert world.actor(CAMILLE).may(Permission.MESSAGE_SEND, world.ours.practice.id)
    with acting_as(martin), pytest.raises(DelegationEnded):
        services.complete_delegation(actor=martin, delegation_id=narrowed.id)


def test_revoking_twice_is_revoking_once(world: World) -> None:
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        first = services.revoke_delegation(actor=martin, delegation_id=world.ours.delegation.id)
        with time_machine.travel(clock.now() + DAY, tick=False):
            second = services.revoke_delegation(actor=martin, delegation_id=world.ours.delegation.id)
    assert second.revoked_at == first.revoked_at
    assert second.revoked_by_id == martin.user_id


@pytest.mark.parametrize("length", [timedelta(0), -DAY])
def test_a_mandate_that_ends_before_it_starts_is_refused_by_its_field(world: World, length: timedelta) -> None:
    now = clock.now()
    with pytest.raises(InvalidInput) as refused:
        grant(world, make_secretariat("Autre").id, starts_at=now, ends_at=now + length)
    assert [error.field for error in refused.value.errors] == ["ends_at"]


@pytest.mark.parametrize(
    "permissions", [[], ["practices:delegation:grant"], ["patients:patient:read", "anything:at:all"]]
)
def test_what_cannot_be_delegated_is_refused(world: World, permissions: list[str]) -> None:
    with pytest.raises(NotDelegable):
        grant(world, make_secretariat("Autre").id, permissions=permissions)


def test_an_unknown_secretariat_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        grant(world, uuid4())


@pytest.mark.parametrize("column", ["ends_at", "permissions", "revoked_by_id"])
def test_the_database_refuses_a_mandate_without_dates_scope_or_revocation_date(world: World, column: str) -> None:
    now = clock.now()
    row: dict[str, Any] = {
        "practice_id": world.ours.practice.id,
        "secretariat_id": make_secretariat("Autre").id,
        "permissions": [Permission.PATIENT_READ.value],
        "starts_at": now,
        "ends_at": now + DAY,
    }
    wrong = {"ends_at": now, "permissions": [], "revoked_by_id": world.people[DR_MARTIN].id}[column]
    with acting_as(world.actor(DR_MARTIN)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.create(**{**row, column: wrong})
        assert Delegation.objects.create(**row).is_in_force(now)


def test_the_web_role_cannot_lengthen_a_mandate(world: World) -> None:
    with acting_as(world.actor(DR_MARTIN)), connection.cursor() as cursor:
        for change in ("ends_at = ends_at + interval '1 year'", "permissions = '{x}'"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute(f"UPDATE practices_delegation SET {change}")
        cursor.execute("UPDATE practices_delegation SET revoked_at = now() WHERE id = %s", [world.ours.delegation.id])
        assert cursor.rowcount == 1


def test_every_mandate_past_and_present_is_shown_to_the_practice(world: World) -> None:
    martin = world.actor(DR_MARTIN)
    with acting_as(martin):
        assert [d.id for d in queries.delegations(martin, world.ours.practice.id)] == [world.ours.delegation.id]
    charlie = world.actor(CHARLIE)
    with acting_as(charlie), pytest.raises(NotFound):
        queries.delegations(charlie, world.ours.practice.id)
