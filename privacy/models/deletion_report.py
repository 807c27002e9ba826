"""What one run of the retention rules ended, in one practice or on the platform: counted, signed, never changed."""

from django.db import models
from django.db.models import Q

from core.ids import new_id
from practices.models import Practice

SHA256_HEX = 64


class DeletionReport(models.Model):
    """Open while its run goes on, each batch adding to `lines` in its own transaction; signed at the end.

    `lines` is canonical JSON, rule → counts and a code: no id of anybody. `sha256` covers all of it and `previous`, the
    digest of the report before; `signature` is the key provider's HMAC of that digest; the journal holds it too.
    No practice: what belongs to none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(
        Practice, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    lines = models.TextField(default="{}")
    is_whole = models.BooleanField(default=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    previous = models.CharField(max_length=SHA256_HEX, blank=True, default="")
    sha256 = models.CharField(max_length=SHA256_HEX, blank=True, default="")
    signature = models.CharField(max_length=SHA256_HEX, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="deletionreport_practice_id"),
            models.UniqueConstraint(
                fields=["practice"],
                condition=Q(signed_at__isnull=True),
                nulls_distinct=False,
                name="deletionreport_one_open",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, sha256="", signature="")
                | Q(signed_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", signature__regex=r"^[0-9a-f]{64}$"),
                name="deletionreport_signed_whole_or_not",
            ),
        ]
        indexes = [models.Index(fields=["practice", "-at"], name="deletionreport_latest")]

    class Privacy:
        technical = {"id", "practice", "at", "lines", "is_whole", "signed_at", "previous", "sha256", "signature"}
        personal: set[str] = set()
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
