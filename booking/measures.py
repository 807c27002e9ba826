"""Reading what was decided about a patient's missed visits, and the visits that somebody rings about before."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audit.actions import Action
from audit.services import Event, record_many
from booking.fairness import RUNG, Grade, counted_from, strictness
from booking.lifecycle import Status
from booking.models import Appointment, AttendanceMeasure
from core import clock
from core.compiled import Compiled
from core.scoping import Actor
from practices.permissions import Permission, practices_where

# [P] How long before a visit its patient is rung.
RUNG_BEFORE = timedelta(days=3)
LARGEST_LIST = 100
# Nothing was said of the hour that the visit has now.
_UNSAID = Q(presence_for__isnull=True) | ~Q(presence_for=F("starts_at"))


def in_force(practice_id: UUID, now: datetime) -> QuerySet[AttendanceMeasure]:
    """The measures of a practice that are neither over nor lifted. The caller checked the scope."""
    return AttendanceMeasure.objects.filter(practice_id=practice_id, lifted_at__isnull=True, ends_at__gt=now)


def standing_measure(practice_id: UUID, patient_id: UUID) -> AttendanceMeasure | None:
    """The one that is followed now: the strictest, then the longest. The caller opened the patient's file."""
    found = list(in_force(practice_id, clock.now()).filter(patient=patient_id))
    return max(found, key=lambda one: (strictness(one.grade), one.ends_at), default=None)


def measures_of(practice_id: UUID, patient_id: UUID) -> list[AttendanceMeasure]:
    """Every one that is still kept, newest first, with who decided. The caller checked the scope."""
    rows = AttendanceMeasure.objects.filter(practice_id=practice_id, patient=patient_id)
    return list(rows.select_related("decided_by", "lifted_by").order_by("-decided_at", "-id"))


def by_phone_only(practice_id: UUID, now: datetime) -> QuerySet[AttendanceMeasure]:
    """What sends patients of a practice to the telephone at that instant."""
    return in_force(practice_id, now).filter(grade=Grade.PHONE_ONLY.value)


def awaits_confirmation(practice_id: UUID, appointment_id: UUID) -> bool:
    """Whether the practitioner asked that this expected visit be confirmed, and its patient has not said anything."""
    asked = in_force(practice_id, clock.now()).filter(patient=OuterRef("patient"), grade=Grade.MUST_CONFIRM.value)
    visits = Appointment.objects.filter(Exists(asked), _UNSAID, practice_id=practice_id, id=appointment_id)
    return visits.filter(status=Status.BOOKED.value).exists()


def absences_counted(practice_id: UUID, patient_id: UUID) -> int:
    """How many visits were missed in twelve months without excuse (see `booking.fairness.is_counted`).

    One that a minor keeps secret is not counted: what follows from it would tell it to the parents (L1111-5).
    """
    missed = Appointment.objects.filter(practice_id=practice_id, patient=patient_id, status=Status.NOSHOW.value)
    return missed.filter(
        minor_secrecy=False, absence_excused_at__isnull=True, starts_at__gte=counted_from(clock.now())
    ).count()


def visits_to_ring_about(actor: Actor) -> list[Appointment]:
    """The visits of the next three days whose patient is to be rung and has not said that they come, soonest first.

    At all the practices where the actor may note attendance; the patients shown are journalled.
    """
    rows = _to_ring_about(actor).select_related("practice", "location", "practitioner")
    found = list(rows.order_by("starts_at", "id")[:LARGEST_LIST])
    record_many(
        Event(actor, Action.APPOINTMENTS_READ, one.practice_id, ("patient", one.patient_id), one.patient_id)
        for one in {one.patient_id: one for one in found}.values()
    )
    return found


def count_to_ring_about(actor: Actor) -> int:
    """How many they are; nobody is shown."""
    wanted, now = practices_where(actor, Permission.APPOINTMENT_ATTEND), clock.now()
    return _RUNG_ABOUT.count(sorted(wanted), now, now + RUNG_BEFORE) if wanted else 0


def _to_ring_about(actor: Actor) -> QuerySet[Appointment]:
    now = clock.now()
    return _rung_about(sorted(practices_where(actor, Permission.APPOINTMENT_ATTEND)), now, now + RUNG_BEFORE)


def _rung_about(practices: Any, now: Any, until: Any) -> QuerySet[Appointment]:
    """Never a visit kept secret (the number is the parents'), nor one that its practice closed, nor whoever is dead or
    restricted: nothing could be noted of them.
    """
    measures = AttendanceMeasure.objects.filter(
        practice_id=OuterRef("practice_id"),
        patient_id=OuterRef("patient_id"),
        lifted_at__isnull=True,
        ends_at__gt=now,
        grade__in=[one.value for one in RUNG],
    )
    return Appointment.objects.filter(
        Exists(measures),
        _UNSAID,
        practice_id__among=practices,
        status=Status.BOOKED.value,
        starts_at__gt=now,
        starts_at__lt=until,
        is_orphaned=False,
        minor_secrecy=False,
        patient__locked_at__isnull=True,
        patient__restricted_at__isnull=True,
        patient__death_reported_at__isnull=True,
    )


# Asked by the bar of every page.
_RUNG_ABOUT = Compiled(lambda practices, now, until: _rung_about(practices, now, until).values_list("id"))
