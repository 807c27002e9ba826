"""What a holder of parental authority answered for a child: who, by what right, to which text, through which door."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.attestation import RELATIONS, SCOPES, GuardianAnswer, GuardianRelation, GuardianScope
from core.ids import new_id
from core.scoping import Channel
from crypto.fields import SealedTextField, sealed_check
from practices.models import Practice


class GuardianConsent(models.Model):
    """ST-44. One answer of one person. The name lies sealed under the child's key and goes with it.

    `subject_id` and `appointment_id` have no foreign key: this room is below both. Nothing of an answer changes but
    its withdrawal (an agreement) or how a person settled it (a refusal). `link_id`: it came by that signed link.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    appointment_id = models.UUIDField()
    guardian_name = SealedTextField(key_of="subject_id")
    related_person_id = models.UUIDField(null=True, blank=True)
    relation = models.CharField(
        max_length=10, choices=[(relation.value, RELATIONS[relation]) for relation in RELATIONS]
    )
    scope = models.CharField(max_length=12, choices=[(scope.value, SCOPES[scope]) for scope in SCOPES])
    answer = models.CharField(max_length=8, choices=[(answer.value, answer.value) for answer in GuardianAnswer])
    child_joined = models.BooleanField(default=False)
    text_version = models.PositiveSmallIntegerField()
    text_sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Channel])
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    call_id = models.UUIDField(null=True, blank=True)
    link_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    # the person's record was erased at its own term; this evidence stays five years after that instant.
    relation_ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settlement = SealedTextField(key_of="subject_id", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="guardianconsent_practice_id"),
            models.CheckConstraint(
                condition=Q(relation__in=[one.value for one in GuardianRelation]), name="guardianconsent_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=[one.value for one in GuardianScope]), name="guardianconsent_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=[one.value for one in GuardianAnswer]), name="guardianconsent_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[door.value for door in Channel]), name="guardianconsent_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(answer=GuardianAnswer.AGREED.value),
                name="guardianconsent_an_agreement_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settlement__isnull=True)
                | Q(settled_at__isnull=False, settlement__isnull=False),
                name="guardianconsent_settled_with_a_reason",
            ),
            sealed_check("guardian_name"),
            sealed_check("settlement"),
        ]
        indexes = [models.Index(fields=["practice", "subject_id"], name="guardianconsent_subject")]

    class Privacy:
        technical = {
            "id", "practice", "appointment_id", "scope", "text_version", "text_sha256", "channel", "call_id", "link_id",
            "at", "relation_ended_at",
        }  # fmt: skip
        personal = {
            "subject_id", "guardian_name", "related_person_id", "relation", "answer", "child_joined", "recorded_by",
            "withdrawn_at", "settled_at", "settled_by", "settlement",
        }  # fmt: skip
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
