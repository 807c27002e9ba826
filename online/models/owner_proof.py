"""Somebody shows that a record is theirs: the link of one of its visits first, then a code sent to its own contact."""

from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from practices.models import Practice


class OwnerProof(models.Model):
    """The browser holds a random token, this row its digest. Names a visit, whose record it is, or a record that an
    account holds: that one is proven already. Its code is never stored: it is derived from this row and a secret, see
    `online.codes`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    appointment_id = models.UUIDField(null=True, blank=True)
    held_id = models.UUIDField(null=True, blank=True)
    code_number = models.PositiveSmallIntegerField(default=0)
    code_until = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="ownerproof_practice_id"),
            models.CheckConstraint(
                condition=Q(appointment_id__isnull=False, held_id__isnull=True)
                | Q(appointment_id__isnull=True, held_id__isnull=False, proven_at__isnull=False),
                name="ownerproof_of_one_record",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="ownerproof_expires_later"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="ownerproof_expiry")]

    class Privacy:
        technical = {
            "id",
            "practice",
            "token_digest",
            "appointment_id",
            "held_id",
            "code_number",
            "code_until",
            "wrong_codes",
            "proven_at",
            "created_at",
            "expires_at",
        }
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
