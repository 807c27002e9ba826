"""What a relative may hear of a patient's visits (ST-16): the only reading made for somebody who is not the patient."""

from uuid import UUID

from audit.actions import Action
from audit.services import record
from booking.local_time import local_date
from booking.models import Appointment
from core import clock
from core.scoping import Actor
from patients.proxies import proxy_of
from patients.proxy_rules import may_see
from practices.permissions import Permission, check_may

LARGEST_LIST = 50


def appointments_for_proxy(actor: Actor, patient_id: UUID, relative_id: UUID) -> list[Appointment]:
    """The visits of which this relative may hear today, furthest ahead first; journalled as read.

    Nothing tells how many others there are: a list of those, and no count. Raises NotFound, Forbidden.
    """
    practice_id, proxy = proxy_of(actor, patient_id, relative_id)
    check_may(actor, Permission.APPOINTMENT_READ, practice_id)
    record(
        actor=actor,
        action=Action.APPOINTMENTS_READ,
        practice_id=practice_id,
        entity=("relative", relative_id),
        patient_id=patient_id,
    )
    rows = (
        Appointment.objects.filter(practice_id=practice_id, patient_id=patient_id, minor_secrecy=False)
        .select_related("visit_reason", "location", "practitioner", "practitioner_role", "override")
        .order_by("-starts_at", "-id")
    )
    now = clock.now()
    seen = [
        visit
        for visit in rows
        if may_see(
            proxy,
            today=local_date(now, visit.location.timezone),
            visit_day=local_date(visit.starts_at, visit.location.timezone),
            is_own_booking=visit.proxy_id == relative_id,
            is_secret=visit.minor_secrecy,
        )
    ]
    return seen[:LARGEST_LIST]
