"""Somebody stands in for a practitioner in one agenda for some days: the same agenda, another person."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from core.ids import new_id
from practices.models import Practice, Practitioner, PractitionerRole


def days() -> Func:
    """`[starts_on, ends_on]`, both days included."""
    return Func(
        "starts_on",
        "ends_on",
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )


class Substitution(models.Model):
    """From `starts_on` to `ends_on`, the last day, read at the agenda's place. One person at a time in an agenda.

    Visits of those days take the substitute's own time: the double-booking guard is by person, so nobody
    is booked here and in an agenda of theirs at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="substitutions", db_constraint=False
    )
    substitute = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="substitution_practice_id"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="substitution_ends_after_it_starts"),
            ExclusionConstraint(
                name="substitution_one_person_a_day",
                expressions=[(F("practitioner_role"), RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index(fields=["practitioner_role", "ends_on"], name="substitution_role")]

    class Privacy:
        technical = {"id", "practice", "practitioner_role"}
        personal = {"substitute", "starts_on", "ends_on"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
