"""The remote secretariat: acts by delegation, owns no patient."""

from django.db import models

from core.ids import new_id


class Secretariat(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="secretariat_has_a_name")]

    class Privacy:
        technical = {"id", "name", "created_at"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
