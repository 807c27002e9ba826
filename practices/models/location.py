"""Where a practice receives: carries the time zone and the territory whose holidays are kept."""

from django.db import models

from core.ids import new_id
from practices.enums import HolidayTerritory
from practices.models.practice import Practice


class Location(models.Model):
    """`timezone` is an IANA name, checked by the service; wall-clock rules of this place are read in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=120)
    address_line = models.CharField(max_length=200, blank=True, default="")
    address_extra = models.CharField(max_length=200, blank=True, default="")
    postal_code = models.CharField(max_length=10, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    timezone = models.CharField(max_length=64, default="Europe/Paris")
    holiday_territory = models.CharField(
        max_length=3, choices=HolidayTerritory.choices, default=HolidayTerritory.METROPOLE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="location_practice_id"),
            models.UniqueConstraint(fields=["practice", "name"], name="location_name_once_per_practice"),
            models.CheckConstraint(
                condition=models.Q(holiday_territory__in=HolidayTerritory.values), name="location_territory_known"
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "name",
            "address_line",
            "address_extra",
            "postal_code",
            "city",
            "timezone",
            "holiday_territory",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
