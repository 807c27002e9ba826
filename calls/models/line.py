"""A number that people call, and for which practice it is answered: the only thing that says whose call it is."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice

E164_PATTERN = r"^\+[1-9][0-9]{6,14}$"


class Line(models.Model):
    """`account` names the telephone account of the settings that carries it; a withdrawn line keeps its history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=31)
    e164 = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    greeting = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="line_practice_id"),
            models.UniqueConstraint(
                fields=["account", "e164"],
                condition=Q(withdrawn_at__isnull=True),
                name="line_answered_for_one_practice",
            ),
            models.CheckConstraint(condition=Q(e164__regex=E164_PATTERN), name="line_e164"),
        ]

    class Privacy:
        technical = {"id", "practice", "account", "e164", "name", "greeting", "created_at", "withdrawn_at"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
