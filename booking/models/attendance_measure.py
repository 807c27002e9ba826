"""What a practitioner decided, until a day, about how one patient of one practice books after missed visits."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from booking.fairness import CAUSES, GRADES, Cause, Grade
from core.ids import new_id
from patients.models import Patient
from practices.models import Practice

LONGEST = timedelta(days=366)


class AttendanceMeasure(models.Model):
    """In force from `decided_at` until `ends_at`, or until it is lifted: nobody has to end it, and none is endless.

    A new decision lifts the former one. Two may be in force after a merge: the stricter one is followed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="attendance_measures", db_constraint=False
    )
    grade = models.CharField(max_length=13, choices=[(one.value, GRADES[one]) for one in Grade])
    cause = models.CharField(max_length=18, choices=[(one.value, CAUSES[one]) for one in Cause])
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="attendancemeasure_practice_id"),
            models.CheckConstraint(
                condition=Q(grade__in=[one.value for one in Grade]), name="attendancemeasure_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[one.value for one in Cause]), name="attendancemeasure_cause_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("decided_at"), ends_at__lte=F("decided_at") + LONGEST),
                name="attendancemeasure_ends_within_a_year",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True) | Q(lifted_at__gte=F("decided_at")),
                name="attendancemeasure_lifted_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="attendancemeasure_patient")]

    class Privacy:
        technical = {"id", "practice", "decided_at", "ends_at", "lifted_at"}
        personal = {"patient", "grade", "cause", "decided_by", "lifted_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
