"""Said before the booking: whether a visit read back to a caller needs a guardian, and how long it could wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from booking.errors import GuardianNeededNow
from booking.known import known
from booking.lifecycle import Status
from booking.local_time import local
from booking.minors import footing, guardianship_today
from booking.pending import BEFORE_THE_VISIT
from consent.guardians import Guardianship
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may


@dataclass(frozen=True, slots=True)
class GuardianNeed:
    """`until`: how long the visit would wait, on the clocks of the place; None when the agreement must come now."""

    joint: bool
    until: datetime | None


def guardian_need(actor: Actor, practice_id: UUID, patient_id: UUID, zone: str, start: datetime) -> GuardianNeed | None:
    """None when the visit would be booked at once. Raises NotFound, Forbidden, PatientMerged."""
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    whom = known(practice_id, patient_id)
    joint = guardianship_today(whom, zone) is Guardianship.JOINT
    try:
        stand = footing(whom, practice_id, zone, start)
    except GuardianNeededNow:
        return GuardianNeed(joint, None)
    if stand.status is not Status.PENDING or stand.until is None:
        return None
    return GuardianNeed(joint, local(stand.until, zone))


def is_needed_now(practice_id: UUID, patient_id: UUID, zone: str, start: datetime) -> bool:
    """Whether this visit is booked with an agreement or not at all. The caller checked the scope."""
    try:
        footing(known(practice_id, patient_id), practice_id, zone, start)
    except GuardianNeededNow:
        return True
    return False


def near_visits_need_a_guardian(actor: Actor, practice_id: UUID, patient_id: UUID, zone: str) -> bool:
    """Said before a time is chosen: whether those of the next 24 hours need an agreement in this very call.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    return is_needed_now(practice_id, patient_id, zone, clock.now() + BEFORE_THE_VISIT - timedelta(minutes=1))
