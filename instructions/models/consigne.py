"""A consigne: what stays the same while its versions follow each other."""

from django.conf import settings
from django.db import models

from core.ids import new_id
from practices.models import Practice


class Consigne(models.Model):
    """`absence_id`: the absence of the agenda that this consigne tells, made with it; the room above owns it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    absence_id = models.UUIDField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "id"], name="consigne_practice_id")]

    class Privacy:
        technical = {"id", "practice", "absence_id", "created_at"}
        personal = {"created_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
