"""The journal's two tables: events, and the head of each chain."""

from django.db import models

from audit.columns import TransactionNumberField
from core.ids import new_id


class AuditEvent(models.Model):
    """One act. `body` is canonical JSON bytes (never jsonb); `pos`, `prev`, `hash` come from the sealer alone.

    `patient_id` and `at` repeat what the body says, for the structural trigger and for retention;
    the verifier compares them. An event without a practice belongs to the `platform` chain.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice_id = models.UUIDField(null=True)
    patient_id = models.UUIDField(null=True)
    xid = TransactionNumberField()
    at = models.DateTimeField()
    # Both are emptied by the purge; the leaf stays, so that the chain still verifies.
    body = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    leaf = models.BinaryField()
    pos = models.BigIntegerField(null=True)
    prev = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta:
        indexes = [
            # What the sealer reads, and what the structural trigger asks for at each commit.
            models.Index(
                fields=["xid", "patient_id"], condition=models.Q(pos__isnull=True), name="auditevent_not_yet_sealed"
            ),
            models.Index(
                fields=["patient_id", "at"], condition=models.Q(patient_id__isnull=False), name="auditevent_patient_at"
            ),
            # Who looked at any file of one practice, newest first.
            models.Index(
                fields=["practice_id", "at"],
                condition=models.Q(patient_id__isnull=False),
                name="auditevent_practice_at",
            ),
            # What the purge walks, oldest first; an event enters it when it is sealed.
            models.Index(
                fields=["practice_id", "at"],
                condition=models.Q(pos__isnull=False, body__isnull=False),
                name="auditevent_not_yet_purged",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "pos"],
                condition=models.Q(pos__isnull=False),
                nulls_distinct=False,
                name="auditevent_one_event_per_position",
            ),
            models.CheckConstraint(
                condition=models.Q(pos__isnull=True, prev__isnull=True, hash__isnull=True)
                | models.Q(pos__gte=1, prev__isnull=False, hash__isnull=False),
                name="auditevent_sealed_whole_or_not",
            ),
            models.CheckConstraint(
                condition=models.Q(body__isnull=True, salt__isnull=True, patient_id__isnull=True)
                | models.Q(body__isnull=False, salt__isnull=False),
                name="auditevent_purged_whole_or_not",
            ),
        ]

    class Privacy:
        technical = {"id", "practice_id", "patient_id", "xid", "at", "body", "salt", "leaf", "pos", "prev", "hash"}

    def __str__(self) -> str:
        return str(self.id)


class ChainHead(models.Model):
    """Where the sealer stopped in one chain: the verifier sees that nothing was cut off the end.

    `chain` is the practice's id, or the nil UUID for the platform.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.UUIDField(unique=True)
    size = models.BigIntegerField()
    hash = models.BinaryField()

    class Privacy:
        technical = {"id", "chain", "size", "hash"}

    def __str__(self) -> str:
        return str(self.id)
