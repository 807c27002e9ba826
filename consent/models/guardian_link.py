"""The link by which a guardian answers, or takes an agreement back: one appointment, one purpose, a limited time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice


class LinkPurpose(models.TextChoices):
    ANSWER = "answer", "Répondre"
    OBJECT = "object", "S'opposer ou retirer son accord"


class GuardianLink(models.Model):
    """The address holds this row's id and the practice's, signed: nothing of anybody. Used once (`used_at`).

    `answer_id`: the agreement that a link of objection takes back. `contact`: the guardian's own mobile or address, the
    only place where the link is sent; empty when nobody knows one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    appointment_id = models.UUIDField()
    answer_id = models.UUIDField(null=True, blank=True)
    contact = SealedTextField(key_of="subject_id", null=True)
    purpose = models.CharField(max_length=8, choices=LinkPurpose.choices)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="guardianlink_practice_id"),
            models.CheckConstraint(condition=Q(purpose__in=LinkPurpose.values), name="guardianlink_purpose_known"),
            models.CheckConstraint(
                condition=Q(purpose=LinkPurpose.ANSWER.value, answer_id__isnull=True)
                | Q(purpose=LinkPurpose.OBJECT.value, answer_id__isnull=False),
                name="guardianlink_objects_to_an_answer",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="guardianlink_expires_later"),
            sealed_check("contact"),
        ]
        indexes = [models.Index(fields=["practice", "subject_id"], name="guardianlink_subject")]

    class Privacy:
        technical = {"id", "practice", "appointment_id", "answer_id", "purpose", "issued_at", "expires_at", "used_at"}
        personal = {"subject_id", "contact", "issued_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
