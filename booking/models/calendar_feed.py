"""The address at which a calendar reads one agenda: revocable, its token kept as a digest only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice, PractitionerRole

SHA256 = r"^[0-9a-f]{64}$"


class CalendarFeed(models.Model):
    """Read with the rights that its maker has at that moment. `shows_names`: chosen by them, else « Occupé »."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    token_digest = models.CharField(max_length=64)
    shows_names = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="calendarfeed_practice_id"),
            models.CheckConstraint(condition=Q(token_digest__regex=SHA256), name="calendarfeed_token_is_a_digest"),
        ]
        indexes = [models.Index(fields=["practice", "practitioner_role"], name="calendarfeed_agenda")]

    class Privacy:
        technical = {"id", "practice", "practitioner_role", "token_digest", "shows_names", "made_at", "revoked_at"}
        personal = {"made_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
