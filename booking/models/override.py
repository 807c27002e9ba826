"""The ledger of what was booked over the agenda's rules, for the practitioner to settle."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from booking.models.appointment import Appointment
from booking.models.occupancy import HIGHEST_LANE
from core.ids import new_id
from practices.models import Practice, Practitioner, PractitionerRole


class OverrideKind(models.TextChoices):
    """What was passed over; out of hours wins, `lane` says whether the time was taken as well."""

    OVERBOOKED = "overbooked", "Surréservation"
    OUT_OF_HOURS = "out-of-hours", "Hors horaires"
    CONSIGNE = "consigne", "Malgré une consigne"
    OFF_TERMS = "off-terms", "Hors règles du motif"


class Settlement(models.TextChoices):
    ACCEPTED = "accepted", "Acceptée"
    CORRECTED = "corrected", "Corrigée"


class Override(models.Model):
    """One deliberate booking over the rules, as it was made: when, by whom, for whose agenda.

    The reason in words has one home, the appointment's sealed `override_reason`. A line is never
    deleted nor rewritten; it is settled once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, related_name="override", db_constraint=False
    )
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=OverrideKind.choices)
    lane = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    settled_as = models.CharField(max_length=9, choices=Settlement.choices, blank=True, default="")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="override_practice_id"),
            models.CheckConstraint(condition=Q(kind__in=OverrideKind.values), name="override_kind_known"),
            models.CheckConstraint(condition=Q(lane__lte=HIGHEST_LANE), name="override_lane_exists"),
            models.CheckConstraint(
                condition=Q(settled_as="", settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_as__in=Settlement.values, settled_at__isnull=False),
                name="override_settled_at_once_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["practitioner_role", "made_at"], name="override_role"),
            models.Index(fields=["practitioner_role"], condition=Q(settled_as=""), name="override_waiting"),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "appointment",
            "practitioner_role",
            "kind",
            "lane",
            "starts_at",
            "made_at",
            "settled_as",
            "settled_at",
        }
        personal = {"practitioner", "made_by", "settled_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def still_places(self, appointment: Appointment) -> bool:
        """Whether the visit is where this line put it: same agenda, same start, same lane."""
        return (
            appointment.starts_at == self.starts_at
            and appointment.lane == self.lane
            and appointment.practitioner_role_id == self.practitioner_role_id
        )

    def __str__(self) -> str:
        return str(self.id)
