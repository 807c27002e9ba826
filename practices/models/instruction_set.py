"""What one practitioner has asked of the patients of one practice: versioned, never changed (ST-11)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.asked_fields import AskedField
from practices.models.practice import Practice
from practices.models.practitioner import Practitioner

_FIELDS = [field.value for field in AskedField]


class InstructionSet(models.Model):
    """The highest version is in force. `asked` lists the optional fields; `reminders` is the practitioner's option
    to have patients reminded (ST-13). The web role may only add versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    asked = ArrayField(models.CharField(max_length=24), blank=True)
    reminders = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="instructionset_practice_id"),
            models.UniqueConstraint(fields=["practice", "practitioner", "version"], name="instructionset_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="instructionset_version_from_1"),
            models.CheckConstraint(condition=Q(asked__contained_by=_FIELDS), name="instructionset_fields_known"),
        ]

    class Privacy:
        technical = {"id", "practice", "version", "asked", "reminders", "at"}
        personal = {"practitioner", "written_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
