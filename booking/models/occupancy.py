"""Time taken: who is busy when, buffers included, and nothing else.

The row's existence is the state: no list of statuses inside a constraint can rot. The two exclusion
constraints are unconditional and have the last word on double booking; only `booking.occupancy`
writes this table.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from core.ids import new_id
from patients.models import Patient
from practices.models import Practice, Practitioner

ORDINARY_LANE = 0
HIGHEST_LANE = 9
# What a caller may be offered at once, while thinking.
MOST_OFFERS = 3
# A day of visit and twice four hours of buffers: lets a B-tree on starts_at find everything that is under way.
LONGEST = timedelta(days=2)


def during() -> Func:
    """`[starts_at, ends_at)`."""
    return Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField())


class Occupancy(models.Model):
    """With `expires_at` it is a hold, without it a visit. Lane 0 is the ordinary agenda, 1…n deliberate overbooking.

    The practice is not in the practitioner's key: one person is never in two places. A hold taken during a call has a
    numbered place in it (`call_place`), each place once: never more offers than places.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    lane = models.PositiveSmallIntegerField(default=ORDINARY_LANE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    call_id = models.UUIDField(null=True, blank=True)
    call_place = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="occupancy_practice_id"),
            # What an appointment repeats of its occupancy is held equal by a foreign key on this.
            models.UniqueConstraint(
                fields=["id", "practice", "practitioner", "lane", "patient"], name="occupancy_of_one_visit"
            ),
            ExclusionConstraint(
                name="occupancy_practitioner_once",
                expressions=[
                    (F("practitioner"), RangeOperators.EQUAL),
                    (F("lane"), RangeOperators.EQUAL),
                    (during(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="occupancy_patient_once",
                expressions=[(F("patient"), RangeOperators.EQUAL), (during(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + LONGEST),
                name="occupancy_lasts_at_most_two_days",
            ),
            models.CheckConstraint(condition=Q(lane__lte=HIGHEST_LANE), name="occupancy_lane_exists"),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=False) | Q(patient__isnull=False),
                name="occupancy_expires_or_has_a_patient",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(call_id__isnull=True)
                | Q(call_place__isnull=False, call_place__gte=1, call_place__lte=MOST_OFFERS),
                name="occupancy_offered_in_a_place_of_its_call",
            ),
            models.UniqueConstraint(
                fields=["call_id", "call_place"],
                condition=Q(expires_at__isnull=False, call_id__isnull=False),
                name="occupancy_one_offer_a_place",
            ),
        ]
        indexes = [
            # The exclusion index does not serve `starts_at >=`.
            models.Index(
                fields=["practitioner", "starts_at"], include=["ends_at", "lane"], name="occupancy_practitioner_time"
            ),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="occupancy_expiry"),
        ]

    class Privacy:
        technical = {"id", "practice", "lane", "starts_at", "ends_at", "expires_at", "call_id", "call_place"}
        personal = {"practitioner", "patient", "held_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
