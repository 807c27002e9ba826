"""The practice: the tenant. Its own id is the scope that every row of a patient carries."""

from django.db import models

from core.ids import new_id
from practices.enums import PracticeKind

LONGEST_CHANGE_HOURS = 30 * 24


class Practice(models.Model):
    """Row-level security is on `id` here, on `practice_id` everywhere else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=PracticeKind.choices)
    phone = models.CharField(max_length=16, blank=True, default="")  # E.164
    greeting = models.CharField(max_length=300, blank=True, default="")  # read aloud when the call is taken
    public_text = models.TextField(max_length=2000, blank=True, default="")
    # [P] Until how many hours before a visit its patient moves or cancels it without calling.
    online_change_hours = models.PositiveSmallIntegerField(default=24, db_default=24)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(online_change_hours__lte=LONGEST_CHANGE_HOURS),
                name="practice_change_hours_at_most_30_days",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="practice_has_a_name"),
            models.CheckConstraint(condition=models.Q(kind__in=PracticeKind.values), name="practice_kind_known"),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="practice_phone_is_e164",
            ),
        ]

    class Privacy:
        technical = {"id", "name", "kind", "phone", "greeting", "public_text", "online_change_hours", "created_at"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
