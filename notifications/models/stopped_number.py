"""A number that answered STOP to a practice: it is sent nothing more there, whoever's file it stands in."""

from django.db import models

from core.ids import new_id
from practices.models import Practice


class StoppedNumber(models.Model):
    """Known by its keyed digest alone. Choosing SMS again at the desk, later than `said_at`, is what lifts it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    number_key = models.BinaryField(max_length=32)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="stoppednumber_practice_id"),
            models.UniqueConstraint(fields=["practice", "number_key"], name="stoppednumber_once"),
        ]

    class Privacy:
        technical = {"id", "practice", "said_at"}
        personal = {"number_key"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
