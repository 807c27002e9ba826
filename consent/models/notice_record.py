"""The trace that one person was told: which version, when, by whom, through which door."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.models.notice import Notice
from core.ids import new_id
from core.scoping import Channel
from practices.models import Practice


class NoticeRecord(models.Model):
    """`subject_id` is the patient's id, without a foreign key: the record comes first, in the same transaction.

    The web role may only add records. `recorded_by` is empty when the system acted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="records", db_constraint=False)
    subject_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in Channel])
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    # the person's record was erased at its own term; this evidence stays five years after that instant.
    relation_ended_at = models.DateTimeField(null=True, blank=True)
    call_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="noticerecord_practice_id"),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="noticerecord_channel_known"
            ),
        ]
        indexes = [models.Index(fields=["practice", "subject_id"], name="noticerecord_subject")]

    class Privacy:
        technical = {"id", "practice", "notice", "channel", "at", "call_id", "relation_ended_at"}
        personal = {"subject_id", "recorded_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
