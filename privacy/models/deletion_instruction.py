"""What a practice told us to delete or archive, until when, and the proof that it was done (CH-12)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice


class DeletionInstruction(models.Model):
    """`what` and `proof` may name people: sealed. Done needs a proof, by constraint."""

    class Kind(models.TextChoices):
        DELETE = "delete", "Supprimer"
        ARCHIVE = "archive", "Archiver"
        RETURN = "return", "Restituer"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    what = SealedTextField(key_of="platform")
    given_on = models.DateField()
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    proof = SealedTextField(key_of="platform", null=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="deletioninstruction_practice_id"),
            models.CheckConstraint(
                condition=Q(kind__in=["delete", "archive", "return"]), name="deletioninstruction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, proof__isnull=True) | Q(done_at__isnull=False, proof__isnull=False),
                name="deletioninstruction_done_with_proof",
            ),
            sealed_check("what"),
            sealed_check("proof"),
        ]
        indexes = [models.Index(fields=["practice", "due_on"], name="deletioninstruction_due")]

    class Privacy:
        technical = {"id", "practice", "kind", "given_on", "due_on", "recorded_at", "done_at"}
        personal = {"what", "proof", "done_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
