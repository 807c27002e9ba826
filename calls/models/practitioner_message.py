"""What a secretary took down for a practitioner: sealed, never changed, acknowledged, answered, dealt with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from calls.messages import MessageKind, Through
from core.ids import new_id
from crypto.fields import Sealed, SealedTextField, sealed_check
from patients.models import Patient
from practices.models import Practice, Practitioner, PractitionerRole


def one_of_two(kept: str, apart: str) -> Q:
    """Sealed under the patient's key when there is a patient, under the platform's otherwise; never both."""
    with_patient = Q(patient__isnull=False, **{f"{kept}__isnull": False, f"{apart}__isnull": True})
    return with_patient | Q(patient__isnull=True, **{f"{kept}__isnull": True, f"{apart}__isnull": False})


class PractitionerMessage(models.Model):
    """`recipient` held the agenda (`practitioner_role`) on the day it was sent: its practitioner or who stood in.

    `call_id` and `appointment_id` say what it was taken for; neither is a key, both may be gone before it. The answer
    is a task of the secretariat until `settled_at`; `claimed_by` has it in hand until `claimed_until`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    recipient = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    call_id = models.UUIDField(null=True, blank=True)
    appointment_id = models.UUIDField(null=True, blank=True)
    body = SealedTextField(key_of="patient_id", null=True, pad=256)
    body_apart = SealedTextField(key_of="platform", null=True, pad=256)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sent_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_through = models.CharField(max_length=6, blank=True, default="")
    answer = SealedTextField(key_of="patient_id", null=True, pad=256)
    answer_apart = SealedTextField(key_of="platform", null=True, pad=256)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="practitionermessage_practice_id"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="practitionermessage_kind_known"),
            models.CheckConstraint(condition=one_of_two("body", "body_apart"), name="practitionermessage_one_body"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, acknowledged_through="")
                | Q(acknowledged_at__isnull=False, acknowledged_through__in=list(Through)),
                name="practitionermessage_acknowledged_somehow",
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                    answer__isnull=True,
                    answer_apart__isnull=True,
                    settled_at__isnull=True,
                )
                | (Q(answered_at__isnull=False, acknowledged_at__isnull=False) & one_of_two("answer", "answer_apart")),
                name="practitionermessage_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_until__isnull=False, answered_at__isnull=False),
                name="practitionermessage_claimed_until_a_date",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | Q(settled_at__isnull=False),
                name="practitionermessage_settled_at",
            ),
            sealed_check("body"),
            sealed_check("body_apart"),
            sealed_check("answer"),
            sealed_check("answer_apart"),
        ]
        indexes = [
            models.Index(fields=["practice", "sent_at"], name="practitionermessage_by_time"),
            models.Index(
                fields=["practice", "sent_at"], condition=Q(acknowledged_at__isnull=True), name="message_unread"
            ),
            models.Index(
                fields=["practice", "answered_at"],
                condition=Q(answered_at__isnull=False, settled_at__isnull=True),
                name="message_answer_open",
            ),
            models.Index(fields=["practice", "patient"], name="practitionermessage_patient"),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "practitioner_role",
            "kind",
            "call_id",
            "appointment_id",
            "sent_at",
            "acknowledged_at",
            "acknowledged_through",
            "answered_at",
            "claimed_until",
            "settled_at",
        }
        personal = {"recipient", "patient", "sender", "acknowledged_by", "answered_by", "claimed_by", "settled_by"}
        nir: set[str] = set()
        health = {"body", "body_apart", "answer", "answer_apart"}

    def __str__(self) -> str:
        return str(self.id)

    @property
    def sealed_body(self) -> Sealed | None:
        return self.body if self.patient_id else self.body_apart

    @property
    def sealed_answer(self) -> Sealed | None:
        return self.answer if self.patient_id else self.answer_apart

    def write(self, name: str, text: str) -> None:
        """Put `text` where this message's key is: `name` is "body" or "answer"."""
        setattr(self, name if self.patient_id else f"{name}_apart", text)
