"""Mandates: a practice lets a secretariat act, from when to when, for what; and takes it back at once (SAS-05)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.permissions import check_role_change
from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.errors import DelegationEnded, DelegationOverlaps, NotDelegable
from practices.mandates import missing_from
from practices.models import Delegation, Secretariat
from practices.permissions import DELEGABLE, USUAL_DELEGATION, Permission, check_may


@transaction.atomic
def grant_delegation(
    *,
    actor: Actor,
    practice_id: UUID,
    secretariat_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    permissions: Iterable[str] = USUAL_DELEGATION,
) -> Delegation:
    """Let a secretariat act for the practice from `starts_at` (included) to `ends_at` (excluded), both aware.

    Raises NotFound, Forbidden, StepUpRequired, InvalidInput, NotDelegable, DelegationOverlaps.
    """
    check_may(actor, Permission.DELEGATION_GRANT, practice_id)
    check_role_change(actor)
    if ends_at <= starts_at:
        raise InvalidInput.at("ends_at", "before-start", "La fin doit suivre le début.")
    scope = sorted({str(permission) for permission in permissions})
    if not scope or not set(scope) <= {str(permission) for permission in DELEGABLE}:
        raise NotDelegable()
    if not Secretariat.objects.filter(id=secretariat_id).exists():
        raise NotFound()
    with refused_as({"delegation_one_at_a_time": DelegationOverlaps}):
        delegation = Delegation.objects.create(
            practice_id=practice_id,
            secretariat_id=secretariat_id,
            permissions=scope,
            starts_at=starts_at,
            ends_at=ends_at,
            granted_by_id=actor.user_id,
        )
    audit.record(
        actor=actor,
        action=Action.DELEGATION_GRANTED,
        practice_id=practice_id,
        entity=("practices.delegation", delegation.id),
        details={"secretariat": str(secretariat_id)},
    )
    return delegation


@transaction.atomic
def revoke_delegation(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """End a mandate now: the next request of the secretariat's people finds no right. Twice is once.

    Raises NotFound, Forbidden.
    """
    delegation = _locked(actor, delegation_id, Permission.DELEGATION_REVOKE)
    if delegation.revoked_at is not None:
        return delegation
    delegation.revoked_at = clock.now()
    delegation.revoked_by_id = actor.user_id
    delegation.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        actor=actor,
        action=Action.DELEGATION_REVOKED,
        practice_id=delegation.practice_id,
        entity=("practices.delegation", delegation.id),
    )
    return delegation


@transaction.atomic
def replace_delegation(
    *, actor: Actor, delegation_id: UUID, ends_at: datetime, permissions: Iterable[str]
) -> Delegation:
    """The same secretariat, from now on with exactly these rights until `ends_at` (aware): the former mandate ends.

    Raises NotFound, Forbidden, StepUpRequired, DelegationEnded, InvalidInput, NotDelegable.
    """
    former = _locked(actor, delegation_id, Permission.DELEGATION_GRANT)
    check_may(actor, Permission.DELEGATION_REVOKE, former.practice_id)
    now = clock.now()
    if former.revoked_at is not None or former.ends_at <= now:
        raise DelegationEnded()
    revoke_delegation(actor=actor, delegation_id=former.id)
    made = grant_delegation(
        actor=actor,
        practice_id=former.practice_id,
        secretariat_id=former.secretariat_id,
        starts_at=max(clock.now(), former.starts_at),
        ends_at=ends_at,
        permissions=permissions,
    )
    return _still_set_aside(former, made)


@transaction.atomic
def complete_delegation(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """Give a mandate what mandates usually hold today and this one lacks: it was granted before, or narrower.

    A mandate is never rewritten: this one ends now, and one with the same end, all it held and what it lacked takes
    its place; that one is returned. Complete already, it is left as it is. Raises NotFound, Forbidden, StepUpRequired,
    DelegationEnded.
    """
    former = _locked(actor, delegation_id, Permission.DELEGATION_GRANT)
    check_may(actor, Permission.DELEGATION_REVOKE, former.practice_id)
    if former.revoked_at is not None or former.ends_at <= clock.now():
        raise DelegationEnded()
    missing = missing_from(former)
    if not missing:
        return former
    revoke_delegation(actor=actor, delegation_id=former.id)
    completed = grant_delegation(
        actor=actor,
        practice_id=former.practice_id,
        secretariat_id=former.secretariat_id,
        starts_at=max(clock.now(), former.starts_at),
        ends_at=former.ends_at,
        permissions={*former.permissions, *missing},
    )
    _still_set_aside(former, completed)
    audit.record(
        actor=actor,
        action=Action.DELEGATION_COMPLETED,
        practice_id=completed.practice_id,
        entity=("practices.delegation", completed.id),
        details={"former": str(former.id), "added": len(missing)},
    )
    return completed


def _still_set_aside(former: Delegation, made: Delegation) -> Delegation:
    """Another mandate does not take up the work that the secretariat set aside."""
    if former.suspended_at is not None:
        made.suspended_at = former.suspended_at
        made.save(update_fields=["suspended_at"])
    return made


def _locked(actor: Actor, delegation_id: UUID, permission: Permission) -> Delegation:
    found = Delegation.objects.select_for_update().filter(practice_id__in=actor.practice_ids, id=delegation_id).first()
    if found is None:
        raise NotFound()
    check_may(actor, permission, found.practice_id)
    return found
