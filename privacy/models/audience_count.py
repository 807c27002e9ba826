"""How often a public page was shown: a day, a page, a kind of device, a number (ST-17, ST-35)."""

from django.db import models
from django.db.models import Q

from core.ids import new_id


class Equipment(models.TextChoices):
    PHONE = "phone", "Téléphone ou tablette"
    COMPUTER = "computer", "Ordinateur"


class AudienceCount(models.Model):
    """`page` is the name of a route, never an address: no id, no search, no practitioner, no reason can be in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    page = models.CharField(max_length=40)
    equipment = models.CharField(max_length=10, choices=Equipment.choices)
    visits = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "page", "equipment"], name="audiencecount_once"),
            models.CheckConstraint(condition=Q(page__regex=r"^[a-z]+:[a-z]+(-[a-z]+)*$"), name="audiencecount_route"),
            models.CheckConstraint(condition=Q(equipment__in=Equipment.values), name="audiencecount_equipment_known"),
            models.CheckConstraint(condition=Q(visits__gte=1), name="audiencecount_somebody_came"),
        ]

    class Privacy:
        technical = {"id", "day", "page", "equipment", "visits"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
