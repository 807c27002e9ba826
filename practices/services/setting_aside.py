"""A secretariat stops working for a practice for a while, and takes the work up again: its own decision."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.errors import NotFound
from core.scoping import Actor
from practices.errors import DelegationEnded
from practices.models import Delegation
from practices.territory import check_manages


@transaction.atomic
def suspend_delegation(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """From their next request on, nobody of the secretariat but its managers reaches the practice. Twice is once.

    The practice's own people, its appointments and its online booking go on. Raises NotFound, Forbidden,
    DelegationEnded.
    """
    mandate = _own(actor, delegation_id)
    if mandate.suspended_at is None:
        mandate.suspended_at = clock.now()
        _write(actor, mandate, Action.DELEGATION_SUSPENDED)
    return mandate


@transaction.atomic
def resume_delegation(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """The secretariat works again for the practice. Raises NotFound, Forbidden, DelegationEnded."""
    mandate = _own(actor, delegation_id)
    if mandate.suspended_at is not None:
        mandate.suspended_at = None
        _write(actor, mandate, Action.DELEGATION_RESUMED)
    return mandate


def _own(actor: Actor, delegation_id: UUID) -> Delegation:
    found = Delegation.objects.select_for_update().filter(practice_id__in=actor.practice_ids, id=delegation_id).first()
    if found is None:
        raise NotFound()
    check_manages(actor, found.secretariat_id)
    if not found.is_in_force(clock.now()):
        raise DelegationEnded()
    return found


def _write(actor: Actor, mandate: Delegation, action: Action) -> None:
    mandate.save(update_fields=["suspended_at"])
    audit.record(
        actor=actor,
        action=action,
        practice_id=mandate.practice_id,
        entity=("practices.delegation", mandate.id),
    )
