"""The copy of an identity document: sealed, looked at, destroyed (ST-33, R-17). What remains says that it was seen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice
from privacy.models.rights_request import RightsRequest
from privacy.rights.kinds import COPIED, PROOFS

KINDS = [kind.value for kind in COPIED]
MEDIA_TYPES = ("image/jpeg", "image/png", "application/pdf")


class IdentityCopy(models.Model):
    """`content` seals the file's bytes in base 64; empty exactly once `destroyed_at` is set. `size` is in bytes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="copies", db_constraint=False)
    document = models.CharField(max_length=13, choices=[(kind.value, PROOFS[kind]) for kind in COPIED])
    media_type = models.CharField(max_length=16, choices=[(one, one) for one in MEDIA_TYPES])
    size = models.PositiveIntegerField()
    content = SealedTextField(key_of="platform", null=True, pad=1024)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="identitycopy_practice_id"),
            models.CheckConstraint(condition=Q(document__in=KINDS), name="identitycopy_document_known"),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA_TYPES), name="identitycopy_media_type_known"),
            models.CheckConstraint(
                condition=Q(content__isnull=False, destroyed_at__isnull=True)
                | Q(content__isnull=True, destroyed_at__gte=F("received_at")),
                name="identitycopy_kept_or_destroyed",
            ),
            sealed_check("content"),
        ]
        indexes = [
            models.Index(
                fields=["practice", "received_at"], condition=Q(content__isnull=False), name="identitycopy_kept"
            ),
        ]

    class Privacy:
        technical = {"id", "practice", "request", "media_type", "size", "received_at", "destroyed_at"}
        personal = {"document", "received_by", "content"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
