"""A practitioner is one person everywhere; a practitioner role is that person at one place, with an agenda."""

from django.conf import settings
from django.db import models

from core.ids import new_id
from practices.models.location import Location
from practices.models.practice import Practice


def display_name(title: str, given_names: str, family_name: str) -> str:
    """`Dr Anne Martin`."""
    return " ".join(part for part in (title, given_names, family_name) if part)


class Practitioner(models.Model):
    """No practice: one person is never in two places, and the double-booking guard must see it (booking.md)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=20, blank=True, default="")
    family_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100)
    rpps = models.CharField(max_length=11, null=True, blank=True)  # 11 digits, Luhn
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="practitioner"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rpps"], name="practitioner_rpps_once"),
            models.CheckConstraint(
                condition=models.Q(rpps__isnull=True) | models.Q(rpps__regex=r"^[0-9]{11}$"),
                name="practitioner_rpps_is_11_digits",
            ),
            models.CheckConstraint(condition=~models.Q(family_name=""), name="practitioner_has_a_name"),
        ]

    class Privacy:
        technical = {"id", "created_at"}
        personal = {"title", "family_name", "given_names", "rpps", "user"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def display_name(self) -> str:
        """`Dr Anne Martin`: what the desk shows and reads aloud."""
        return display_name(self.title, self.given_names, self.family_name)


class PractitionerRole(models.Model):
    """Owns the agenda. `overbooking_limit` is the highest lane that may be used beside the ordinary one (0)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="practitioner_roles")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="roles")
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="practitioner_roles", db_constraint=False
    )
    specialty = models.CharField(max_length=100, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    overbooking_limit = models.PositiveSmallIntegerField(default=2)
    # ST-08: patients book here by themselves only if the practitioner wishes it.
    takes_online = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="practitionerrole_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "practitioner", "location"], name="practitionerrole_once_per_place"
            ),
            models.CheckConstraint(
                condition=models.Q(overbooking_limit__lte=9), name="practitionerrole_overbooking_at_most_9"
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "location",
            "specialty",
            "position",
            "overbooking_limit",
            "takes_online",
            "is_active",
        }
        personal = {"practitioner"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
