"""One table: the answer given to a person's key, for a day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check


class KeptAnswer(models.Model):
    """What was answered to `key` of `user_id`; written in the transaction of the effect itself.

    `practice_ids`: where the person might act then. Somebody who has lost one of them gets no replay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField()
    practice_ids = ArrayField(models.UUIDField())
    status = models.PositiveSmallIntegerField(null=True)
    body = SealedTextField(key_of="platform", null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="keptanswer_expires_at")]
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="keptanswer_one_per_person_and_key"),
            sealed_check("body"),
        ]

    class Privacy:
        technical = {"id", "user_id", "key", "fingerprint", "practice_ids", "status", "created_at", "expires_at"}
        health = {"body"}

    def __str__(self) -> str:
        return str(self.id)
