"""Mandates: a practice lets a secretariat act, from when to when, for what; and takes it back at once (SAS-05)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.errors import DelegationOverlaps, NotDelegable
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

    Raises NotFound, Forbidden, InvalidInput, NotDelegable, DelegationOverlaps.
    """
    check_may(actor, Permission.DELEGATION_GRANT, practice_id)
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
    delegation = (
        Delegation.objects.select_for_update().filter(practice_id__in=actor.practice_ids, id=delegation_id).first()
    )
    if delegation is None:
        raise NotFound()
    check_may(actor, Permission.DELEGATION_REVOKE, delegation.practice_id)
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
