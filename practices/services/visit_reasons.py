"""Visit reasons and who offers them. A change never rewrites past appointments: they keep their own copies."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core.errors import NotFound
from core.scoping import Actor
from practices.constraints import refused_as
from practices.enums import Colour
from practices.errors import NameTaken
from practices.models import PractitionerRole, VisitReason, VisitReasonRole
from practices.permissions import Permission, check_may
from practices.queries import lock_practice
from practices.texts import checked_name, one_of
from practices.visit_terms import VisitTerms

ERASED = "Motif effacé"


@transaction.atomic
def add_visit_reason(
    *, actor: Actor, practice_id: UUID, name: str, terms: VisitTerms, practitioner_role_ids: Iterable[UUID] = ()
) -> VisitReason:
    """A visit reason offered by these agendas. Raises NotFound, Forbidden, InvalidInput, NameTaken."""
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    reason = VisitReason(practice_id=practice_id, name=checked_name(name), **_columns(terms))
    with refused_as({"visitreason_name_once_per_practice": NameTaken}):
        reason.save(force_insert=True)
    _set_roles(reason, set(practitioner_role_ids))
    _trace(actor, Action.VISIT_REASON_ADDED, reason)
    return reason


@transaction.atomic
def change_visit_reason(*, actor: Actor, visit_reason_id: UUID, name: str, terms: VisitTerms) -> VisitReason:
    """New terms for the future. Raises NotFound, Forbidden, InvalidInput, NameTaken."""
    reason = _locked(actor, visit_reason_id)
    columns = {"name": checked_name(name), **_columns(terms)}
    for column, value in columns.items():
        setattr(reason, column, value)
    with refused_as({"visitreason_name_once_per_practice": NameTaken}):
        reason.save(update_fields=list(columns))
    _trace(actor, Action.VISIT_REASON_CHANGED, reason)
    return reason


@transaction.atomic
def offer_visit_reason(*, actor: Actor, visit_reason_id: UUID, practitioner_role_ids: Iterable[UUID]) -> VisitReason:
    """Exactly these agendas offer it from now on. Raises NotFound, Forbidden."""
    reason = _locked(actor, visit_reason_id)
    _set_roles(reason, set(practitioner_role_ids))
    _trace(actor, Action.VISIT_REASON_CHANGED, reason)
    return reason


@transaction.atomic
def withdraw_visit_reason(*, actor: Actor, visit_reason_id: UUID) -> VisitReason:
    """No longer proposed; its appointments stay. Raises NotFound, Forbidden."""
    reason = _locked(actor, visit_reason_id)
    reason.is_active = False
    reason.save(update_fields=["is_active"])
    _trace(actor, Action.VISIT_REASON_WITHDRAWN, reason)
    return reason


@transaction.atomic
def erased_visit_reason(*, actor: Actor, practice_id: UUID) -> VisitReason:
    """The reason that visits have once theirs is erased (R-12): never offered, made at the first need.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    # Two runs at once would make it twice: the practice's row orders them.
    lock_practice(practice_id)
    known = VisitReason.objects.filter(practice_id=practice_id, name=ERASED).first()
    if known is not None:
        return known
    reason = VisitReason(practice_id=practice_id, name=ERASED, is_active=False, duration_minutes=1, step_minutes=1)
    reason.save(force_insert=True)
    _trace(actor, Action.VISIT_REASON_ADDED, reason)
    return reason


def _locked(actor: Actor, visit_reason_id: UUID) -> VisitReason:
    reason = (
        VisitReason.objects.select_for_update().filter(practice_id__in=actor.practice_ids, id=visit_reason_id).first()
    )
    if reason is None:
        raise NotFound()
    check_may(actor, Permission.PRACTICE_CONFIGURE, reason.practice_id)
    return reason


def _columns(terms: VisitTerms) -> dict[str, object]:
    return {**terms.columns(), "colour": one_of(Colour, "colour", terms.colour)}


def _set_roles(reason: VisitReason, role_ids: set[UUID]) -> None:
    inside = PractitionerRole.objects.filter(practice_id=reason.practice_id, id__in=role_ids).count()
    if inside != len(role_ids):
        raise NotFound()
    VisitReasonRole.objects.filter(practice_id=reason.practice_id, visit_reason=reason).exclude(
        practitioner_role_id__in=role_ids
    ).delete()
    VisitReasonRole.objects.bulk_create(
        [
            VisitReasonRole(practice_id=reason.practice_id, visit_reason=reason, practitioner_role_id=role_id)
            for role_id in sorted(role_ids)
        ],
        ignore_conflicts=True,
    )


def _trace(actor: Actor, action: Action, reason: VisitReason) -> None:
    audit.record(
        actor=actor, action=action, practice_id=reason.practice_id, entity=("practices.visit_reason", reason.id)
    )
