"""The practitioner decides what follows from missed visits, and lifts it; what is long over goes (R-23)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from booking.errors import MeasureOver
from booking.fairness import DURATIONS, Cause, Grade
from booking.measures import in_force
from booking.models import AttendanceMeasure
from booking.services.retention import Due
from core import clock
from core.errors import NotFound
from core.months import months_later
from core.scoping import Actor
from patients.gathering import Gathering
from patients.own_erasable import destroy
from patients.queries import patient_to_change
from practices.permissions import Permission, check_may

_UNKNOWN = "Cette valeur n'est pas dans la liste."


@transaction.atomic
def decide_measure(*, actor: Actor, patient_id: UUID, grade: str, cause: str, months: int) -> AttendanceMeasure:
    """From now, for 1, 3, 6 or 12 months; the measure that was in force is lifted. Nothing else ever decides one.

    Raises NotFound, Forbidden, PatientMerged, RecordRestricted, DeathReported, InvalidInput.
    """
    patient = patient_to_change(actor, patient_id, Permission.ATTENDANCE_DECIDE)
    gathering = Gathering()
    known = {"grade": grade in set(Grade), "cause": cause in set(Cause), "months": months in DURATIONS}
    for field in (name for name, is_known in known.items() if not is_known):
        gathering.refuse(field, "unknown-value", _UNKNOWN)
    gathering.check()
    now = clock.now()
    for former in in_force(patient.practice_id, now).filter(patient=patient):
        _lift(actor, former, now)
    measure = AttendanceMeasure(
        practice_id=patient.practice_id,
        patient=patient,
        grade=grade,
        cause=cause,
        decided_by_id=actor.user_id,
        decided_at=now,
        ends_at=months_later(now, months),
    )
    measure.save(force_insert=True)
    _record(actor, Action.MEASURE_DECIDED, measure, cause=cause, until=measure.ends_at)
    return measure


@transaction.atomic
def lift_measure(*, actor: Actor, patient_id: UUID, measure_id: UUID) -> AttendanceMeasure:
    """End it now. Raises NotFound, Forbidden, PatientMerged, RecordRestricted, DeathReported, MeasureOver."""
    patient = patient_to_change(actor, patient_id, Permission.ATTENDANCE_DECIDE)
    measure = AttendanceMeasure.objects.filter(practice_id=patient.practice_id, patient=patient, id=measure_id).first()
    if measure is None:
        raise NotFound()
    now = clock.now()
    if measure.lifted_at is not None or measure.ends_at <= now:
        raise MeasureOver()
    _lift(actor, measure, now)
    return measure


def measures_due(practice_id: UUID, ended_before: datetime, kept: Collection[UUID] = ()) -> Due:
    """How many were over at that instant, by their end or by hand. The caller checked the scope."""
    rows = _ended(practice_id)
    over = rows.filter(ended_at__lte=ended_before)
    held = over.filter(patient__in=list(kept)).count()
    waiting = rows.filter(ended_at__gt=ended_before).order_by("ended_at")
    return Due(over.count() - held, held, waiting.values_list("ended_at", flat=True).first())


@transaction.atomic
def purge_measures(
    *, actor: Actor, practice_id: UUID, ended_before: datetime, kept: Collection[UUID] = (), limit: int = 200
) -> int:
    """Destroy at most `limit` measures that were over before; returns how many. Those of a `kept` patient stay.

    Raises NotFound, Forbidden.
    """
    check_may(actor, Permission.PRACTICE_CONFIGURE, practice_id)
    over = _ended(practice_id).filter(ended_at__lte=ended_before).exclude(patient__in=list(kept))
    found = list(over.order_by("ended_at", "id").values_list("id", "patient")[:limit])
    audit.record_many(
        audit.Event(actor, Action.MEASURE_DESTROYED, practice_id, ("attendance_measure", measure_id), patient_id)
        for measure_id, patient_id in found
    )
    return destroy(AttendanceMeasure.objects.filter(practice_id=practice_id, id__in=[one for one, _ in found]))


def _ended(practice_id: UUID) -> "QuerySet[Any]":
    rows = AttendanceMeasure.objects.filter(practice_id=practice_id)
    return rows.annotate(ended_at=Coalesce("lifted_at", "ends_at"))


def _lift(actor: Actor, measure: AttendanceMeasure, now: datetime) -> None:
    measure.lifted_at, measure.lifted_by_id = now, actor.user_id
    measure.save(update_fields=["lifted_at", "lifted_by"])
    _record(actor, Action.MEASURE_LIFTED, measure)


def _record(actor: Actor, action: Action, measure: AttendanceMeasure, **details: Scalar) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=measure.practice_id,
        entity=("attendance_measure", measure.id),
        patient_id=measure.patient_id,
        details={"grade": measure.grade, **details},
    )
