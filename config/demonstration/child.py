"""The one child of the demonstration: a visit of the first practice that waits for a guardian, to be shown at the desk.

It waits as any other does: after seven days, or a day before the visit, the hourly sweep removes it with the file.
"""

from datetime import date, timedelta

from booking import services as booking
from booking.models import Appointment
from booking.queries import search_slots
from config.demonstration.practice_setup import OpenedPractice
from core import clock
from core.scoping import Actor
from patients import services as patients
from patients.contact import Contact
from patients.identity import IdentityInput

NAMES = "Aubertin", "Lucie"
AGE = 9  # or eight: always far below sixteen, whenever the demonstration is loaded
# Days from now between which the visit is: it waits the whole seven days, whatever is shut in between.
FIRST_DAY, LAST_DAY = timedelta(days=9), timedelta(days=28)


def expect_child(*, actor: Actor, opened: OpenedPractice, phone: str) -> Appointment:
    """Record the child with the minimum, and book the first free time of the first reason with the first agenda."""
    now, reason = clock.now(), opened.reasons[0]
    child = patients.create_patient(
        actor=actor,
        practice_id=opened.practice.id,
        identity=IdentityInput(*NAMES, birth_date=date(now.year - AGE, 5, 14), sex="female"),
        contact=Contact(phones=(phone,)),
        notice_version=opened.notice.version,
        notice_channel=actor.channel.value,
        minor_may_wait=True,
    )
    found = search_slots(
        actor,
        visit_reason_id=reason.id,
        practitioner_role_ids=[opened.roles[0].id],
        start=now + FIRST_DAY,
        end=now + LAST_DAY,
        limit=1,
    )
    (group,) = found.groups
    return booking.book_appointment(
        actor=actor,
        patient_id=child.id,
        visit_reason_id=reason.id,
        practitioner_role_id=group.practitioner_role_id,
        start=group.starts[0],
    )
