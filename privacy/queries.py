"""Questions about what is kept, and why."""

from collections.abc import Iterable
from uuid import UUID

from audit import services as audit
from audit.actions import Action
from core.scoping import Actor
from practices.permissions import Permission, check_may
from privacy.models import LegalHold


def held_among(practice_id: UUID, patient_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these patients that a hold keeps, in one statement. The caller checked the scope."""
    held = LegalHold.objects.filter(practice_id=practice_id, patient__in=list(patient_ids), lifted_at__isnull=True)
    return set(held.values_list("patient", flat=True))


def holds_of(actor: Actor, practice_id: UUID) -> list[LegalHold]:
    """Every hold of a practice, those in force first, the next to review above; patients at hand. Journalled.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.HOLD_EDIT, practice_id)
    holds = list(
        LegalHold.objects.filter(practice_id=practice_id)
        .select_related("patient", "placed_by", "lifted_by")
        .order_by("lifted_at", "review_date", "id")
    )
    # In SQL nulls come last: those in force are brought to the front here.
    holds.sort(key=lambda hold: not hold.is_in_force)
    audit.record_many(
        audit.Event(actor, Action.HOLDS_READ, practice_id, ("privacy.hold", hold.id), hold.patient_id) for hold in holds
    )
    return holds
