"""A booking under way: what was chosen, what was typed, for half an hour at most."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice


class BookingDraft(models.Model):
    """The browser holds a random token, this row its digest. `answers` is sealed under the platform's key: the person
    has no record yet. `hold_id` is the time kept meanwhile.

    The code of `code_number` is never stored: it is derived from this row and a secret, see `online.codes`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    visit_reason_id = models.UUIDField()
    practitioner_role_id = models.UUIDField()
    starts_at = models.DateTimeField()
    hold_id = models.UUIDField(null=True, blank=True)
    held_until = models.DateTimeField()
    # Keyed digest of where the request came from: how many slots one connection keeps at once.
    origin = models.CharField(max_length=64, blank=True, default="")
    answers = SealedTextField(key_of="platform", pad=512, null=True)
    code_number = models.PositiveSmallIntegerField(default=0)
    code_until = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="bookingdraft_practice_id"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="bookingdraft_expires_later"),
            models.CheckConstraint(
                condition=Q(proven_at__isnull=True) | Q(answers__isnull=False), name="bookingdraft_proves_what_was_told"
            ),
            sealed_check("answers"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="bookingdraft_expiry")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "token_digest",
            "visit_reason_id",
            "practitioner_role_id",
            "starts_at",
            "hold_id",
            "held_until",
            "code_number",
            "code_until",
            "wrong_codes",
            "proven_at",
            "created_at",
            "expires_at",
        }
        personal = {"answers", "origin"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
