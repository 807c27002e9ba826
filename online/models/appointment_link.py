"""The signed link of one appointment: when and where, move, cancel, confirm. Nothing else stands behind it."""

from django.db import models

from core.ids import new_id
from practices.models import Practice


class AppointmentLink(models.Model):
    """The address holds this row's id and the practice's, signed. It serves until the visit has ended, or `revoked_at`.

    `presence_at`: when its holder said that they will come, for the visit that then began at `presence_for`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    appointment_id = models.UUIDField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    presence_at = models.DateTimeField(null=True, blank=True)
    presence_for = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="appointmentlink_practice_id"),
            models.CheckConstraint(
                condition=models.Q(presence_at__isnull=True, presence_for__isnull=True)
                | models.Q(presence_at__isnull=False, presence_for__isnull=False),
                name="appointmentlink_present_for_a_visit",
            ),
        ]
        indexes = [models.Index(fields=["practice", "appointment_id"], name="appointmentlink_of")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "appointment_id",
            "issued_at",
            "revoked_at",
            "presence_at",
            "presence_for",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
