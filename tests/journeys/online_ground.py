"""The ground of the journeys, open to online bookings, and the code that a message carries."""

from django.db import transaction

from core.scoping import acting_as, system_actor
from online.codes import code_of
from online.models import BookingDraft
from practices.models import VisitReason
from tests.factories.practices import make_visit_reason
from tests.journeys.ground import SAYS, Ground

NAME = "Consultation en ligne"


def online_reason(ground: Ground, name: str = NAME, **terms: object) -> VisitReason:
    """A reason that both practitioners of the ground take online; made once a module."""
    house = ground.world.ours
    with acting_as(system_actor(house.practice.id)), transaction.atomic():
        known = VisitReason.objects.filter(practice=house.practice, name=name).first()
    if known is not None:
        return known
    with transaction.atomic():
        return make_visit_reason(
            house.practice,
            [house.role, ground.other_role],
            name,
            by_web=True,
            booking_window_days=20,
            public_instructions=SAYS,
            **terms,
        )


def code_on(ground: Ground) -> str:
    """The code of the latest draft, as its message says it."""
    with acting_as(system_actor(ground.practice_id)), transaction.atomic():
        draft = BookingDraft.objects.filter(practice_id=ground.practice_id).latest("created_at")
    return code_of(draft.id, draft.code_number)
