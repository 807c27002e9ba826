"""A guardian answers, or takes an agreement back, through a signed link: nobody signed in, one visit, once."""

from uuid import UUID

from booking.guardian_page import guardian_page
from booking.locks import in_one_transaction
from booking.models import Appointment
from booking.services.guardians import record_guardian, withdraw_guardian
from booking.services.reach import reach
from consent.attestation import Attestation
from consent.errors import GuardianConsentWithdrawn, GuardianLinkInvalid
from consent.models import LinkPurpose
from consent.services.guardian_links import close_link, open_link
from core.scoping import Actor
from practices.permissions import Permission


@in_one_transaction
def answer_by_link(*, actor: Actor, practice_id: UUID, link_id: UUID, said: Attestation) -> Appointment:
    """Note the answer and close the link. Raises GuardianLinkInvalid, InvalidInput, GuardianTextOutdated."""
    page = guardian_page(practice_id, link_id)
    if page.purpose is not LinkPurpose.ANSWER:
        raise GuardianLinkInvalid()
    reach(actor, page.appointment_id, Permission.GUARDIAN_RECORD)  # the visit before its links, as everybody
    close_link(open_link(practice_id, link_id, for_use=True))
    return record_guardian(actor=actor, appointment_id=page.appointment_id, said=said, link_id=link_id)


@in_one_transaction
def object_by_link(*, actor: Actor, practice_id: UUID, link_id: UUID) -> Appointment:
    """Take back the agreement that the link is about, and close it. Raises GuardianLinkInvalid."""
    page = guardian_page(practice_id, link_id)
    if page.purpose is not LinkPurpose.OBJECT or page.answer_id is None:
        raise GuardianLinkInvalid()
    reach(actor, page.appointment_id, Permission.GUARDIAN_RECORD)
    close_link(open_link(practice_id, link_id, for_use=True))
    try:
        return withdraw_guardian(actor=actor, appointment_id=page.appointment_id, consent_id=page.answer_id)
    except GuardianConsentWithdrawn:
        raise GuardianLinkInvalid() from None
