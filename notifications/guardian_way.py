"""A guardian's link: a teller of the outbox. It goes to the contact sealed on it, and nowhere else."""

from uuid import UUID

from django.conf import settings

from audit import services as audit
from audit.actions import Action
from booking import queries as booking
from calls.sms_lines import sms_line
from consent.services.guardian_links import contact_of
from notifications.guardians import guardian_message
from notifications.models import StoppedNumber
from notifications.numbers import number_key
from notifications.plans import plan_of
from notifications.services.writing import guardian_to_reach
from notifications.topics import LetterBox
from outbox.services import Claim
from patients.reach import ContactPoints


def tell_guardian(box: LetterBox, row: Claim) -> str | None:
    """Send the link of the row, or say why not (a code): the desk asks then."""
    page = None if row.practice_id is None else booking.guardian_page_to_send(row.practice_id, row.entity_id)
    if row.practice_id is None or page is None:
        return "nothing-to-say"
    contact, silence = guardian_way(row.practice_id, page.link_id)
    if silence:
        guardian_to_reach(row.practice_id, page.appointment_id, page.link_id)
        return silence
    line, signature = sms_line(row.practice_id), plan_of(row.practice_id).signature
    box.tell_guardian(guardian_message(row.id, page, settings.PUBLIC_URL, contact, line, signature))
    audit.record(
        actor=None,
        action=Action.GUARDIAN_TOLD,
        practice_id=row.practice_id,
        entity=("consent.guardian_link", page.link_id),
        details={"message": row.id, "topic": row.topic, "appointment": page.appointment_id},
    )
    return None


def guardian_way(practice_id: UUID, link_id: UUID) -> tuple[ContactPoints, str]:
    """The contact, and "" or the code of a silence: the desk asks instead. In the sender's own context."""
    contact = contact_of(practice_id, link_id)
    if not contact:
        return ContactPoints(), "no-guardian-contact"
    if "@" in contact:
        return ContactPoints(email=contact), ""
    stopped = StoppedNumber.objects.filter(practice_id=practice_id, number_key=number_key(practice_id, contact))
    return ContactPoints(mobile=contact), "number-stopped" if stopped.exists() else ""
