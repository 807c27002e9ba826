"""How long a practice instructs to keep one category, within what the rule allows (R-10, R-12, R-13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice


class RetentionChoice(models.Model):
    """`amount` counts in the unit of the rule's choice (privacy.retention.rules); no line, the rule's own term."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=4)
    amount = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="retentionchoice_practice_id"),
            models.UniqueConstraint(fields=["practice", "rule"], name="retentionchoice_one_a_rule"),
            models.CheckConstraint(condition=Q(rule__regex=r"^R-[0-9]{2}$"), name="retentionchoice_of_a_rule"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="retentionchoice_keeps_something"),
        ]

    class Privacy:
        technical = {"id", "practice", "rule", "amount", "set_at"}
        personal = {"set_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
