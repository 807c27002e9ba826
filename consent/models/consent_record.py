"""What one person decided about one purpose: given, withdrawn, accepted, objected. The last line is in force."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.decisions import Decision, Reach
from consent.models.notice import Notice
from consent.purposes import Purpose
from core.ids import new_id
from core.scoping import Channel
from practices.models import Practice

_DECISIONS = [decision.value for decision in Decision]
_REACHES = [reach.value for reach in Reach]


class ConsentRecord(models.Model):
    """ST-26, ST-28. `subject_id` is the patient's id, without a foreign key. Append-only for the web role.

    `notice` is the text of that purpose in force when the person decided, empty when the practice had none;
    `reach` how they want to be reached for it. `recorded_by` is empty when the system acted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=40, choices=[(purpose.value, purpose.value) for purpose in Purpose])
    decision = models.CharField(max_length=10, choices=[(value, value) for value in _DECISIONS])
    reach = models.CharField(max_length=8, choices=[(value, value) for value in _REACHES], blank=True, default="")
    notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions", db_constraint=False
    )
    channel = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in Channel])
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    # the person's record was erased at its own term; this evidence stays five years after that instant.
    relation_ended_at = models.DateTimeField(null=True, blank=True)
    call_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="consentrecord_practice_id"),
            models.CheckConstraint(
                condition=Q(purpose__in=[purpose.value for purpose in Purpose]), name="consentrecord_purpose_known"
            ),
            models.CheckConstraint(condition=Q(decision__in=_DECISIONS), name="consentrecord_decision_known"),
            models.CheckConstraint(condition=Q(reach__in=["", *_REACHES]), name="consentrecord_reach_known"),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="consentrecord_channel_known"
            ),
            # A consent without its text proves nothing (GDPR art. 7(1)).
            models.CheckConstraint(
                condition=~Q(decision=Decision.GIVEN.value) | Q(notice__isnull=False),
                name="consentrecord_given_to_a_text",
            ),
        ]
        indexes = [models.Index(fields=["practice", "subject_id", "purpose", "-at"], name="consentrecord_last")]

    class Privacy:
        technical = {"id", "practice", "purpose", "notice", "channel", "at", "call_id", "relation_ended_at"}
        personal = {"subject_id", "decision", "reach", "recorded_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
