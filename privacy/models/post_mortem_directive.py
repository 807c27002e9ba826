"""What somebody wants done with their data after death (LIL, art. 85; « art. 48 » formerly)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.ids import new_id
from core.scoping import Channel
from crypto.fields import SealedTextField, sealed_check
from patients.erasable import Part
from patients.models import Patient
from practices.models import Practice

# K5: the source says « art. 48 »; the article that holds today, and the alias under which it is still looked for.
ARTICLE, FORMER_ARTICLE = "art. 85", "art. 48"
CITATION = f"loi Informatique et Libertés, {ARTICLE} (anciennement {FORMER_ARTICLE})"


class DirectiveKind(models.TextChoices):
    """Particular ones are given to us, about what we keep; general ones lie with a certified third party."""

    PARTICULAR = "particular", "Particulières"
    GENERAL = "general", "Générales"


class PostMortemDirective(models.Model):
    """One in force a person; a new one revokes the former, and it can be revoked at any time without a reason.

    `keep` says what a particular one wants kept, nothing when everything is to be destroyed. `text`: its own words, or
    the trusted third party and its reference. `executor`: who is charged with it. All sealed under the patient's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=DirectiveKind.choices)
    keep = ArrayField(models.CharField(max_length=16), default=list)
    text = SealedTextField(key_of="patient_id")
    executor = SealedTextField(key_of="patient_id", null=True)
    channel = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Channel])
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="postmortemdirective_practice_id"),
            models.UniqueConstraint(
                fields=["practice", "patient"],
                condition=Q(revoked_at__isnull=True),
                name="postmortemdirective_one_in_force",
            ),
            models.CheckConstraint(condition=Q(kind__in=DirectiveKind.values), name="postmortemdirective_kind_known"),
            models.CheckConstraint(
                condition=Q(keep__contained_by=[part.value for part in Part]), name="postmortemdirective_keep_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=DirectiveKind.PARTICULAR.value) | Q(keep=[]),
                name="postmortemdirective_general_says_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[door.value for door in Channel]), name="postmortemdirective_channel_known"
            ),
            models.CheckConstraint(condition=Q(text__isnull=False), name="postmortemdirective_says_something"),
            sealed_check("text"),
            sealed_check("executor"),
        ]

    class Privacy:
        technical = {"id", "practice", "channel", "given_at", "revoked_at"}
        personal = {"patient", "kind", "keep", "text", "executor", "recorded_by", "revoked_by"}
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
