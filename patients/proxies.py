"""A relative who acts for a patient, read for the rooms above. The caller checked the scope and journals."""

from datetime import date
from uuid import UUID

from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from patients.models import RelatedPerson
from patients.proxy_rules import Proxy


def proxy_of(actor: Actor, patient_id: UUID, relative_id: UUID) -> tuple[UUID, Proxy]:
    """The practice and the relation, in force or not. Raises NotFound."""
    row = (
        RelatedPerson.objects.filter(practice_id__in=actor.practice_ids, patient_id=patient_id, id=relative_id)
        .values_list("practice_id", "relation", "scope", "starts_on", "ends_on", "patient__birth_date")
        .first()
    )
    if row is None:
        raise NotFound()
    return row[0], Proxy(*row[1:])


def check_may_book(actor: Actor, patient_id: UUID, relative_id: UUID, day: date) -> None:
    """Raises InvalidInput naming `proxy` for somebody who may not book for this patient on that day."""
    try:
        _, proxy = proxy_of(actor, patient_id, relative_id)
    except NotFound:
        raise InvalidInput.at("proxy", "unknown-relative", "Ce proche n'est pas noté dans la fiche.") from None
    if not proxy.may_book(day):
        raise InvalidInput.at("proxy", "out-of-scope", "Ce proche ne peut pas prendre de rendez-vous pour ce patient.")
