"""That something was asked from one place a moment ago: what a limit counts, nothing of whom."""

from django.db import models

from core.ids import new_id


class Allowance(models.Model):
    """`subject` is a keyed digest of a device, a connection or a contact. A row each time, never changed: many people
    behind one connection do not wait for one another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject", "at"], name="allowance_counted"),
            models.Index(fields=["at"], name="allowance_age"),
        ]

    class Privacy:
        technical = {"id", "kind", "at"}
        personal = {"subject"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
