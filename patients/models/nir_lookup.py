"""How many NIRs somebody looked up in the current minute: searching by NIR must not become guessing."""

from django.conf import settings
from django.db import models

from core.ids import new_id


class NirLookup(models.Model):
    """One row a person, rewritten each minute; belongs to no practice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Privacy:
        technical = {"id", "minute", "count"}
        personal = {"user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
