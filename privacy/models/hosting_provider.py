"""A host of health data and the certificate that lets it be one (K4, ST-03)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from privacy.operator.hosting import Activity, Certificate


class HostingProvider(models.Model):
    """Belongs to the operator. A renewed certificate is a new row; the former one is ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    siren = models.CharField(max_length=9)
    certificate_number = models.CharField(max_length=60)
    activities = ArrayField(models.CharField(max_length=30))
    country = models.CharField(max_length=2)
    issued_on = models.DateField()
    expires_on = models.DateField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_number"],
                condition=Q(ended_at__isnull=True),
                name="hostingprovider_certificate_once",
            ),
            models.CheckConstraint(condition=Q(siren__regex=r"^[0-9]{9}$"), name="hostingprovider_siren"),
            models.CheckConstraint(
                condition=Q(activities__contained_by=[activity.value for activity in Activity])
                & Q(activities__len__gte=1),
                name="hostingprovider_activities_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")), name="hostingprovider_expires_after_issue"
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "name",
            "siren",
            "certificate_number",
            "activities",
            "country",
            "issued_on",
            "expires_on",
            "recorded_at",
            "ended_at",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    @property
    def certificate(self) -> Certificate:
        activities = frozenset(Activity(value) for value in self.activities)
        return Certificate(self.siren, self.certificate_number, activities, self.issued_on, self.expires_on)

    def __str__(self) -> str:
        return str(self.id)
