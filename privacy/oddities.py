"""Accesses worth a look (CH-13): what a person did in a day that no call and no visit explains, at night, or in bulk.

Counts only, per person and day: a reason to ask somebody, never a proof. The lines themselves are « Accès ».
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.oddities import count_oddities
from booking.models import Appointment
from calls.models import CallSession
from core import clock
from core.scoping import Actor
from practices.permissions import Permission, check_may
from practices.zones import zone_of

OPENING = (
    Action.PATIENT_READ,
    Action.NIR_DISCLOSED,
    Action.MEDICAL_NOTE_DISCLOSED,
    Action.NOTE_OPENED,
    Action.SHARED_ITEM_READ,
    Action.MESSAGE_READ,
    Action.URGENCY_OPENED,
    Action.REPLY_OPENED,
    Action.CONSIGNE_ANSWERS_OPENED,
    Action.CANCEL_REASON_OPENED,
    Action.OVERRIDE_OPENED,
)
USUAL_HOURS = time(6), time(22)
MOST_FILES_IN_AN_HOUR = 30
DAYS = 14


@dataclass(frozen=True, slots=True)
class OddDay:
    """One person's day; `is_bulk` when more files than usual were opened within an hour. `ends_at` closes the day."""

    user_id: UUID
    name: str
    day: date
    files: int
    unexplained: int
    off_hours: int
    busiest: int
    ends_at: datetime

    @property
    def is_bulk(self) -> bool:
        return self.busiest > MOST_FILES_IN_AN_HOUR


@transaction.atomic
def oddities_at(actor: Actor, practice_id: UUID) -> list[OddDay]:
    """The odd days of the last fourteen at one practice, latest first; journalled. Raises NotFound, Forbidden."""
    check_may(actor, Permission.ACCESS_LOG_READ, practice_id)
    zone = ZoneInfo(zone_of(practice_id))
    until = clock.now() + timedelta(microseconds=1)
    first = until.astimezone(zone).date() - timedelta(days=DAYS - 1)
    since = datetime.combine(first, time(), tzinfo=zone)
    audit.record(actor=actor, action=Action.ODDITIES_READ, practice_id=practice_id)
    found = count_oddities(
        practice_id,
        since=since,
        until=until,
        zone=zone.key,
        opening=OPENING,
        visits=_visits(practice_id, since, until + timedelta(days=1), zone),
        calls=_calls(practice_id, since, until),
        hours=USUAL_HOURS,
        most=MOST_FILES_IN_AN_HOUR,
    )
    people = User.objects.filter(id__in={one.user_id for one in found})
    names = dict(people.values_list("id", "display_name"))
    return [
        OddDay(
            user_id=one.user_id,
            name=names.get(one.user_id, ""),
            day=one.day,
            files=one.files,
            unexplained=one.unexplained,
            off_hours=one.off_hours,
            busiest=one.busiest,
            ends_at=datetime.combine(one.day + timedelta(days=1), time(), tzinfo=zone),
        )
        for one in found
    ]


def _visits(practice_id: UUID, since: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[UUID, date]]:
    """Who was expected on which day, whatever became of the visit."""
    rows = Appointment.objects.filter(practice_id=practice_id, starts_at__gte=since, starts_at__lt=until)
    return [(patient, start.astimezone(zone).date()) for patient, start in rows.values_list("patient_id", "starts_at")]


def _calls(practice_id: UUID, since: datetime, until: datetime) -> list[tuple[UUID, datetime]]:
    rows = CallSession.objects.filter(practice_id=practice_id, taken_at__gte=since, taken_at__lt=until)
    return [(person, at) for person, at in rows.values_list("taken_by_id", "taken_at") if person and at]
