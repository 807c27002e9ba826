"""The appointment: who comes to whom, why, and what became of it. Moved, it stays the same appointment."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q

from booking.lifecycle import LABELS, TAKES_TIME, Status
from booking.models.occupancy import HIGHEST_LANE, ORDINARY_LANE, Occupancy
from core.ids import new_id
from core.scoping import Channel
from crypto.fields import SealedTextField, sealed_check
from patients.models import Patient, RelatedPerson
from practices.models import Location, Practice, Practitioner, PractitionerRole, VisitReason

_TAKING = sorted(status.value for status in TAKES_TIME)
# Statuses of a visit that no guardian has agreed to yet, or never did.
_UNAGREED = [Status.PENDING.value, Status.CANCELLED.value, Status.ENTERED_IN_ERROR.value]


class CancelledBy(models.TextChoices):
    PATIENT = "patient", "Le patient"
    PRACTICE = "practice", "Le cabinet"


class PresenceThrough(models.TextChoices):
    """How a patient said that they will come."""

    SMS = "sms", "par SMS"
    LINK = "link", "en ligne"
    CALL = "call", "par téléphone"


def presence_at(start: datetime, said_for: datetime | None, through: str) -> PresenceThrough | None:
    """What was said counts for the hour it was said for."""
    return PresenceThrough(through) if said_for == start else None


class Appointment(models.Model):
    """`[starts_at, ends_at)` is the visit without its buffers; duration and buffers (minutes) are copied from the
    reason, so that changing a reason never rewrites the past.

    Points to an occupancy exactly while its status takes time. `is_orphaned`: its opening vanished after
    it was booked; somebody must decide, nothing is deleted. `version` counts the changes (ETag).
    `pending_until`: a guardian's agreement is awaited until then; it stays while nobody agreed. `minor_secrecy`
    (L1111-5): the parents are told nothing; `own_contact` is the minor's own number, `secrecy_reason` who asked for
    it. `proxy_id`: the relative who booked it. `presence_at`: when the patient said that they will come, for the hour
    `presence_for` that it then had. `absence_excused_at`: a missed visit that counts against nobody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    practitioner_role = models.ForeignKey(
        PractitionerRole, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments", db_constraint=False)
    visit_reason = models.ForeignKey(VisitReason, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    # DO_NOTHING: a move deletes the old occupancy before it points to the new one; the deferred foreign key
    # of the migration judges at the commit.
    occupancy = models.OneToOneField(
        Occupancy, null=True, blank=True, on_delete=models.DO_NOTHING, related_name="appointment", db_constraint=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    duration_minutes = models.PositiveSmallIntegerField()
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=16, choices=[(status.value, LABELS[status]) for status in Status])
    lane = models.PositiveSmallIntegerField(default=ORDINARY_LANE)
    note = SealedTextField(key_of="patient_id", null=True)
    override_reason = SealedTextField(key_of="patient_id", null=True)
    cancelled_by = models.CharField(max_length=8, choices=CancelledBy.choices, blank=True, default="")
    cancel_reason = SealedTextField(key_of="patient_id", null=True)
    channel = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Channel])
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    call_id = models.UUIDField(null=True, blank=True)
    series_id = models.UUIDField(null=True, blank=True)
    is_orphaned = models.BooleanField(default=False)
    # since when its texts are gone and its reason is the practice's « Motif effacé ».
    texts_erased_at = models.DateTimeField(null=True, blank=True)
    pending_until = models.DateTimeField(null=True, blank=True)
    minor_secrecy = models.BooleanField(default=False, db_default=False)
    secrecy_reason = SealedTextField(key_of="patient_id", null=True)
    own_contact = SealedTextField(key_of="patient_id", null=True)
    proxy = models.ForeignKey(
        RelatedPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # Which consignes were applied and which passed over, by version; the answers, as JSON.
    consigne_versions = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    consigne_breaches = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    consigne_answers = SealedTextField(key_of="patient_id", null=True)
    presence_at = models.DateTimeField(null=True, blank=True)
    presence_for = models.DateTimeField(null=True, blank=True)
    presence_through = models.CharField(
        max_length=4, choices=PresenceThrough.choices, blank=True, default="", db_default=""
    )
    absence_excused_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="appointment_practice_id"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="appointment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=_TAKING, occupancy__isnull=False)
                | (~Q(status__in=_TAKING) & Q(occupancy__isnull=True)),
                name="appointment_takes_time_or_not",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(duration_minutes__gte=1), name="appointment_lasts"),
            models.CheckConstraint(condition=Q(lane__lte=HIGHEST_LANE), name="appointment_lane_exists"),
            models.CheckConstraint(
                condition=Q(lane=ORDINARY_LANE) | Q(override_reason__isnull=False) | Q(texts_erased_at__isnull=False),
                name="appointment_overbooked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__in=["", *CancelledBy.values]), name="appointment_cancelled_by_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CANCELLED.value) & ~Q(cancelled_by="")
                | ~Q(status=Status.CANCELLED.value) & Q(cancelled_by=""),
                name="appointment_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[door.value for door in Channel]), name="appointment_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=_UNAGREED, pending_until__isnull=False)
                | (~Q(status=Status.PENDING.value) & Q(pending_until__isnull=True)),
                name="appointment_pending_until_a_date",
            ),
            models.CheckConstraint(
                condition=Q(minor_secrecy=True) | Q(secrecy_reason__isnull=True, own_contact__isnull=True),
                name="appointment_secrecy_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(presence_at__isnull=True, presence_for__isnull=True, presence_through="")
                | Q(
                    presence_at__isnull=False,
                    presence_for__isnull=False,
                    presence_through__in=[how.value for how in PresenceThrough],
                ),
                name="appointment_presence_said_somehow",
            ),
            models.CheckConstraint(
                condition=Q(absence_excused_at__isnull=True) | Q(status=Status.NOSHOW.value),
                name="appointment_excused_when_missed",
            ),
            sealed_check("note"),
            sealed_check("override_reason"),
            sealed_check("cancel_reason"),
            sealed_check("secrecy_reason"),
            sealed_check("own_contact"),
            sealed_check("consigne_answers"),
            models.CheckConstraint(
                condition=Q(consigne_versions__contains=F("consigne_breaches")),
                name="appointment_breaches_what_applied",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "starts_at"], name="appointment_agenda"),
            models.Index(fields=["practice", "patient", "starts_at"], name="appointment_patient"),
            models.Index(
                fields=["practice", "ends_at"], condition=Q(texts_erased_at__isnull=True), name="appointment_with_texts"
            ),
            models.Index(
                fields=["practice", "pending_until"],
                condition=Q(pending_until__isnull=False),
                name="appointment_pending",
            ),
            models.Index(fields=["practice", "call_id"], condition=Q(call_id__isnull=False), name="appointment_call"),
            models.Index(
                fields=["practice", "series_id"], condition=Q(series_id__isnull=False), name="appointment_series"
            ),
        ]

    class Privacy:
        technical = {
            "id",
            "practice",
            "practitioner_role",
            "location",
            "occupancy",
            "starts_at",
            "ends_at",
            "duration_minutes",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "lane",
            "cancelled_by",
            "channel",
            "call_id",
            "series_id",
            "is_orphaned",
            "texts_erased_at",
            "pending_until",
            "consigne_versions",
            "consigne_breaches",
            "presence_for",
            "presence_through",
            "version",
            "created_at",
            "updated_at",
        }
        personal = {
            "practitioner",
            "patient",
            "status",
            "created_by",
            "minor_secrecy",
            "own_contact",
            "proxy",
            "presence_at",
            "absence_excused_at",
        }
        nir: set[str] = set()
        health = {"visit_reason", "note", "override_reason", "cancel_reason", "secrecy_reason", "consigne_answers"}

    @property
    def presence(self) -> PresenceThrough | None:
        """How the patient said that they will come at the hour that it has now; None for nothing said."""
        return presence_at(self.starts_at, self.presence_for, self.presence_through)

    @property
    def is_overbooked(self) -> bool:
        """Booked over the agenda's rules with a reason, in any lane, and still where that booking put it.

        A move goes to an offered start, so the visit is an ordinary one from then on; its reason and its line in
        the ledger stay. One more statement for a visit with a reason, unless `override` was read with it.
        """
        if self.override_reason is None and self.texts_erased_at is None:
            return False
        try:
            return self.override.still_places(self)
        except ObjectDoesNotExist:
            return self.lane > ORDINARY_LANE

    def __str__(self) -> str:
        return str(self.id)
