"""What somebody asked of their data, by when it is answered, and what was decided."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from crypto.fields import SealedTextField, sealed_check
from patients.models import Patient
from patients.screening import Found
from practices.models import Practice
from privacy.rights.kinds import INTAKES, KINDS, PROOFS, REQUESTERS, IdentityProof, Intake, Kind, Requester
from privacy.rights.states import DECIDED, LABELS, OUTCOMES, State

_DECIDED = sorted(state.value for state in DECIDED)
assert set(OUTCOMES.values()) == DECIDED


class RightsRequest(models.Model):
    """What people wrote is sealed under the platform's key: a request outlives the erasure it asked for (R-16).

    `patient` is empty until the person is found, and again once their record is destroyed. `quarantine` says what the
    message held that it should not (SAS-27); it is emptied by whoever examined it. Days are those of the practice.
    `received_by` is empty when it came through the portal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(
        Patient,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=20, choices=[(kind.value, KINDS[kind][0]) for kind in Kind])
    intake = models.CharField(max_length=6, choices=[(door.value, INTAKES[door]) for door in Intake])
    requester = models.CharField(max_length=8, choices=[(who.value, REQUESTERS[who]) for who in Requester])
    requester_name = SealedTextField(key_of="platform")
    requester_contact = SealedTextField(key_of="platform", null=True)
    content = SealedTextField(key_of="platform", null=True, pad=256)
    data_concerned = SealedTextField(key_of="platform", null=True)
    quarantine = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    is_medical_file = models.BooleanField(default=False)
    is_old_file = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(max_length=16, choices=[(state.value, LABELS[state]) for state in State])
    identity_proof = models.CharField(
        max_length=13, choices=[(proof.value, PROOFS[proof]) for proof in IdentityProof], blank=True, default=""
    )
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    identity_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    extended_at = models.DateTimeField(null=True, blank=True)
    refusal_grounds = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    decision_note = SealedTextField(key_of="platform", null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What was done of the decision: codes of privacy.rights.acts; and a sealed « before, after » of a rectification.
    executed = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    executed_at = models.DateTimeField(null=True, blank=True)
    difference = SealedTextField(key_of="platform", null=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="rightsrequest_practice_id"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in Kind]), name="rightsrequest_kind_known"),
            models.CheckConstraint(condition=Q(intake__in=[i.value for i in Intake]), name="rightsrequest_door_known"),
            models.CheckConstraint(
                condition=Q(requester__in=[r.value for r in Requester]), name="rightsrequest_requester_known"
            ),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="rightsrequest_state_known"),
            models.CheckConstraint(
                condition=Q(identity_proof="", identity_checked_at__isnull=True)
                | Q(identity_proof__in=[p.value for p in IdentityProof], identity_checked_at__isnull=False),
                name="rightsrequest_identity_proven_how",
            ),
            # ST-32, ST-33: nothing is in progress, and nothing granted, of a request without its data or its person.
            models.CheckConstraint(
                condition=~Q(state__in=["in-progress", "extended", "granted", "partly-granted"])
                | (Q(data_concerned__isnull=False) & ~Q(identity_proof="")),
                name="rightsrequest_precise_and_identified",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_at__gte=F("received_at"))
                | (~Q(state__in=_DECIDED) & Q(decided_at__isnull=True)),
                name="rightsrequest_decided_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["refused", "partly-granted"], refusal_grounds__len__gte=1)
                | (~Q(state__in=["refused", "partly-granted"]) & Q(refusal_grounds__len=0)),
                name="rightsrequest_refused_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(quarantine__contained_by=[found.value for found in Found]),
                name="rightsrequest_quarantine_known",
            ),
            # Two persons for what cannot be taken back.
            models.CheckConstraint(
                condition=Q(erased_by__isnull=True) | (Q(decided_by__isnull=False) & ~Q(erased_by=F("decided_by"))),
                name="rightsrequest_erased_by_another",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="rightsrequest_version_from_1"),
            sealed_check("requester_name"),
            sealed_check("requester_contact"),
            sealed_check("content"),
            sealed_check("data_concerned"),
            sealed_check("decision_note"),
            sealed_check("difference"),
        ]
        indexes = [
            models.Index(fields=["practice", "-received_at"], name="rightsrequest_latest"),
            models.Index(fields=["practice", "patient"], name="rightsrequest_patient"),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "intake",
            "is_old_file",
            "received_at",
            "received_on",
            "state",
            "identity_proof",
            "identity_checked_at",
            "extended_at",
            "refusal_grounds",
            "decided_at",
            "executed",
            "executed_at",
            "answered_at",
            "quarantine",
            "version",
        }
        personal = {
            "patient",
            "kind",
            "requester",
            "requester_name",
            "requester_contact",
            "data_concerned",
            "is_medical_file",
            "received_by",
            "identity_checked_by",
            "decided_by",
            "erased_by",
        }
        # What people write, and what a rectification replaced, may hold either.
        nir = {"difference"}
        health = {"content", "decision_note"}

    @property
    def is_open(self) -> bool:
        return State(self.state) not in DECIDED

    @property
    def reference(self) -> str:
        """What is quoted in letters: says nothing of anybody."""
        return self.id.hex[-8:].upper()

    def __str__(self) -> str:
        return str(self.id)
