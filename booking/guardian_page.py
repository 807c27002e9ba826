"""What stands behind a guardian's link: enough to know which visit it is about, never why nor with whom (ST-45)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.guardian_file import is_concerned, joint_for
from booking.lifecycle import Status
from booking.local_time import local
from booking.models import Appointment
from consent.errors import GuardianLinkInvalid
from consent.models import GuardianLink, LinkPurpose
from consent.services.guardian_links import open_link, token_of
from core.errors import DomainError
from patients.limits import check_limits
from practices.permissions import Permission

# What following the link does to the record: an answer may book, an objection is a right that no limit takes away.
_DOES = {LinkPurpose.ANSWER: Permission.APPOINTMENT_BOOK, LinkPurpose.OBJECT: Permission.GUARDIAN_RECORD}


@dataclass(frozen=True, slots=True)
class GuardianPage:
    """The two names may tell a specialty: see `notifications.wording`. `joint`: the child must agree too. `until`: when
    the link ends, on the clocks of the place.
    """

    link_id: UUID
    appointment_id: UUID
    answer_id: UUID | None
    purpose: LinkPurpose
    token: str
    practice_name: str
    place_name: str
    address: str
    starts_at: datetime
    until: datetime
    timezone: str
    joint: bool


def guardian_page(practice_id: UUID, link_id: UUID) -> GuardianPage:
    """The page of a link that still serves, in the practice's own context; nobody is named, nothing is journalled.

    Raises GuardianLinkInvalid: also once the visit waits no more, was cancelled, became secret or took place, and
    when the record takes it no more (a lock; for an answer, a restriction or a reported death).
    """
    link = open_link(practice_id, link_id)
    return _page(link, _DOES[LinkPurpose(link.purpose)])


def guardian_page_to_send(practice_id: UUID, link_id: UUID) -> GuardianPage | None:
    """For the sender; None when the link serves no more, or the child's record is limited: nothing is sent then."""
    try:
        return _page(open_link(practice_id, link_id), Permission.APPOINTMENT_BOOK)
    except GuardianLinkInvalid:
        return None


def _page(link: GuardianLink, does: Permission) -> GuardianPage:
    visit = (
        Appointment.objects.filter(practice_id=link.practice_id, pk=link.appointment_id)
        .select_related("practice", "location", "patient")
        .first()
    )
    if visit is None or not is_concerned(visit):
        raise GuardianLinkInvalid()
    try:
        check_limits(visit.patient, does)
    except DomainError:
        raise GuardianLinkInvalid() from None
    purpose = LinkPurpose(link.purpose)
    if purpose is LinkPurpose.ANSWER and visit.status != Status.PENDING:
        raise GuardianLinkInvalid()
    place, zone = visit.location, visit.location.timezone
    address = ", ".join(filter(None, (place.address_line, f"{place.postal_code} {place.city}".strip())))
    return GuardianPage(
        link_id=link.id,
        appointment_id=visit.id,
        answer_id=link.answer_id,
        purpose=purpose,
        token=token_of(link),
        practice_name=visit.practice.name,
        place_name=place.name,
        address=address,
        starts_at=local(visit.starts_at, zone),
        until=local(link.expires_at, zone),
        timezone=zone,
        joint=joint_for(visit),
    )
