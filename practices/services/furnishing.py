"""What a practice receives several pieces of at once: first visit reasons, one more agenda."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from core.errors import InvalidInput
from core.scoping import Actor
from practices.models import PractitionerRole, VisitReason, VisitReasonRole
from practices.services.practitioners import add_practitioner_role, register_practitioner
from practices.services.visit_reasons import add_visit_reason, offer_visit_reason
from practices.visit_terms import VisitTerms


@transaction.atomic
def add_first_reasons(
    *, actor: Actor, practice_id: UUID, wanted: Sequence[tuple[str, VisitTerms]]
) -> list[VisitReason]:
    """All or none of them, offered by every active agenda. Raises NotFound, Forbidden, InvalidInput, NameTaken."""
    if not wanted:
        raise InvalidInput.at("name_0", "blank", "Donnez au moins un motif.")
    agendas = list(
        PractitionerRole.objects.filter(practice_id=practice_id, is_active=True).values_list("id", flat=True)
    )
    return [
        add_visit_reason(actor=actor, practice_id=practice_id, name=name, terms=terms, practitioner_role_ids=agendas)
        for name, terms in wanted
    ]


@transaction.atomic
def take_in_practitioner(
    *,
    actor: Actor,
    practice_id: UUID,
    location_id: UUID,
    title: str,
    family_name: str,
    given_names: str,
    rpps: str = "",
    specialty: str = "",
) -> PractitionerRole:
    """One more agenda, offering what every colleague's offers; the practitioner's account is the practice's to give.

    Raises NotFound, Forbidden, InvalidInput, InvalidRpps, AlreadyAtThisPlace.
    """
    colleagues = PractitionerRole.objects.filter(practice_id=practice_id, is_active=True).count()
    practitioner = register_practitioner(
        actor=actor,
        practice_id=practice_id,
        family_name=family_name,
        given_names=given_names,
        title=title,
        rpps=rpps or None,
    )
    role = add_practitioner_role(
        actor=actor,
        practice_id=practice_id,
        practitioner_id=practitioner.id,
        location_id=location_id,
        specialty=specialty,
        position=colleagues,
    )
    for reason_id, agendas in _offered_by_all(practice_id, colleagues).items():
        offer_visit_reason(actor=actor, visit_reason_id=reason_id, practitioner_role_ids=[*agendas, role.id])
    return role


def _offered_by_all(practice_id: UUID, colleagues: int) -> dict[UUID, list[UUID]]:
    """The active reasons that every active agenda offers, with those agendas."""
    offers = VisitReasonRole.objects.filter(
        practice_id=practice_id, visit_reason__is_active=True, practitioner_role__is_active=True
    )
    found: dict[UUID, list[UUID]] = {}
    for reason_id, role_id in offers.values_list("visit_reason_id", "practitioner_role_id"):
        found.setdefault(reason_id, []).append(role_id)
    return {reason_id: agendas for reason_id, agendas in found.items() if len(agendas) == colleagues}
