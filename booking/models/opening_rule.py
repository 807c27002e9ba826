"""A weekly opening of one agenda: wall clock, read in the zone of the role's location."""

from datetime import time

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from practices.models import Practice, PractitionerRole

OPENS_BEFORE_IT_CLOSES = Q(ends_at_time__gt=F("starts_at_time")) | Q(ends_at_time=time(0))


class OpeningRule(models.Model):
    """`weekday` 0 is Monday; an end of 00:00 is the midnight that ends the day; `valid_until` is the last day.

    `every_weeks` 2 means every other week, counted from the week of `valid_from`. A rule is ended and
    followed by another one, never edited: the past keeps its openings.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="opening_rules", db_constraint=False
    )
    weekday = models.PositiveSmallIntegerField()
    starts_at_time = models.TimeField()
    ends_at_time = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="openingrule_practice_id"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="openingrule_weekday_exists"),
            models.CheckConstraint(condition=OPENS_BEFORE_IT_CLOSES, name="openingrule_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=52), name="openingrule_at_least_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="openingrule_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["practitioner_role"], name="openingrule_role")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "practitioner_role",
            "weekday",
            "starts_at_time",
            "ends_at_time",
            "valid_from",
            "valid_until",
            "every_weeks",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
