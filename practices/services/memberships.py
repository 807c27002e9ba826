"""Who works where. Leaving takes rights away at the person's next request."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.permissions import check_role_change
from accounts.services import end_all_sessions
from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.enums import PracticeRole, SecretariatRole
from practices.errors import AlreadyMember, NotDelegable
from practices.models import PracticeMembership, PractitionerRole, SecretariatMembership
from practices.permissions import BY_CHOICE, Permission, check_may
from practices.territory import check_manages
from practices.texts import one_of


@transaction.atomic
def join_practice(
    *,
    actor: Actor,
    practice_id: UUID,
    user_id: UUID,
    role: str,
    practitioner_role_id: UUID | None = None,
    additions: Iterable[str] = (),
) -> PracticeMembership:
    """Take somebody into the practice; `additions` are permissions given beside the role, out of BY_CHOICE.

    Raises NotFound, Forbidden, StepUpRequired, InvalidInput, NotDelegable, AlreadyMember.
    """
    check_may(actor, Permission.MEMBERSHIP_EDIT, practice_id)
    check_role_change(actor)
    chosen = sorted({str(permission) for permission in additions})
    if not set(chosen) <= {str(permission) for permission in BY_CHOICE}:
        raise NotDelegable()
    if practitioner_role_id is not None:
        _check_agenda_inside(practice_id, practitioner_role_id)
    with refused_as({"practicemembership_one_at_a_time": AlreadyMember}):
        membership = PracticeMembership.objects.create(
            practice_id=practice_id,
            user_id=user_id,
            role=one_of(PracticeRole, "role", role),
            practitioner_role_id=practitioner_role_id,
            additions=chosen,
            started_at=clock.now(),
        )
    audit.record(
        actor=actor,
        action=Action.MEMBERSHIP_STARTED,
        practice_id=practice_id,
        entity=("practices.practice_membership", membership.id),
        details={"role": membership.role},
    )
    return membership


@transaction.atomic
def leave_practice(*, actor: Actor, membership_id: UUID) -> PracticeMembership:
    """End a membership; rights go with the next request. Raises NotFound, Forbidden."""
    membership = (
        PracticeMembership.objects.select_for_update()
        .filter(practice_id__in=actor.practice_ids, id=membership_id, ended_at__isnull=True)
        .first()
    )
    if membership is None:
        raise NotFound()
    check_may(actor, Permission.MEMBERSHIP_EDIT, membership.practice_id)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    # A role changed: whoever sits at this person's open screens signs in again.
    end_all_sessions(actor=actor, user_id=membership.user_id)
    audit.record(
        actor=actor,
        action=Action.MEMBERSHIP_ENDED,
        practice_id=membership.practice_id,
        entity=("practices.practice_membership", membership.id),
    )
    return membership


@transaction.atomic
def join_secretariat(*, actor: Actor, secretariat_id: UUID, user_id: UUID, role: str) -> SecretariatMembership:
    """Take somebody into the secretariat; rights come from the practices' delegations.

    Raises NotFound, Forbidden, StepUpRequired, InvalidInput, AlreadyMember.
    """
    check_manages(actor, secretariat_id)
    check_role_change(actor)
    with refused_as({"secretariatmembership_one_at_a_time": AlreadyMember}):
        membership = SecretariatMembership.objects.create(
            secretariat_id=secretariat_id,
            user_id=user_id,
            role=one_of(SecretariatRole, "role", role),
            started_at=clock.now(),
        )
    audit.record(
        actor=actor,
        action=Action.MEMBERSHIP_STARTED,
        practice_id=None,
        entity=("practices.secretariat_membership", membership.id),
        details={"role": membership.role},
    )
    return membership


@transaction.atomic
def leave_secretariat(*, actor: Actor, membership_id: UUID) -> SecretariatMembership:
    """End a membership; rights go with the next request. Raises NotFound, Forbidden."""
    membership = (
        SecretariatMembership.objects.select_for_update().filter(id=membership_id, ended_at__isnull=True).first()
    )
    if membership is None:
        raise NotFound()
    check_manages(actor, membership.secretariat_id)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    # A role changed: whoever sits at this person's open screens signs in again.
    end_all_sessions(actor=actor, user_id=membership.user_id)
    audit.record(
        actor=actor,
        action=Action.MEMBERSHIP_ENDED,
        practice_id=None,
        entity=("practices.secretariat_membership", membership.id),
    )
    return membership


def _check_agenda_inside(practice_id: UUID, practitioner_role_id: UUID) -> None:
    if not PractitionerRole.objects.filter(practice_id=practice_id, id=practitioner_role_id).exists():
        raise NotFound()
