"""How often the links of guardians are followed from one network: what a rate limit needs, nothing of whom."""

from django.db import models

from core.ids import new_id


class LinkAttempt(models.Model):
    """`network` is truncated before it is stored (ST-17); `count` is of that minute."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    network = models.CharField(max_length=43, unique=True)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Privacy:
        technical = {"id", "minute", "count"}
        personal = {"network"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
