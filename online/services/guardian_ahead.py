"""Said before the last step: a child's visit is too near to wait for a guardian whom the practice does not know."""

from booking.guardian_need import is_needed_now
from booking.pending import pending_until
from core import clock
from core.scoping import Actor
from online.answers import Whom
from online.models import BookingDraft
from online.queries import answers_of
from patients.local_day import local_day
from patients.reach import guardian_contacts
from patients.services import check_told, recognise_patient
from practices.models import PractitionerRole


def leaves_no_wait(draft: BookingDraft) -> bool:
    """Whether the slot is too near for anybody to be waited for: the same for everybody, it says nothing of a file."""
    now = clock.now()
    return pending_until(now, draft.starts_at, now) is None


def guardian_missing(*, actor: Actor, draft: BookingDraft) -> bool:
    """Whether the booking would be refused for want of an agreement. Asked once the contact is proven, never before."""
    if draft.proven_at is None or not leaves_no_wait(draft):
        return False
    told, practice_id = answers_of(draft), draft.practice_id
    if not check_told(actor=actor, practice_id=practice_id, identity=told.identity, contact=told.contact):
        return False
    child = recognise_patient(
        actor=actor, practice_id=practice_id, identity=told.identity, contact=told.contact, proven=told.proven
    )
    if child is None:
        return True
    recorded = guardian_contacts(practice_id, child, local_day(actor, practice_id))
    if told.whom == Whom.CHILD and told.proven_text in recorded:
        return False
    role = PractitionerRole.objects.select_related("location").get(
        practice_id=practice_id, id=draft.practitioner_role_id
    )
    return is_needed_now(practice_id, child, role.location.timezone, draft.starts_at)
