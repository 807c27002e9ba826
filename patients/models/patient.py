"""The patient of one practice: the file belongs to the practice, and two practices never share one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from core.scoping import Channel
from crypto.fields import SealedTextField, sealed_check
from patients.identity import IdentityStatus, Sex
from patients.names import MAX_LENGTH
from practices.models import Practice

MAX_SEARCH = 2 * MAX_LENGTH  # a ligature may be spelled with two letters
NIR_LENGTH = 15
_SEARCHABLE = r"^[a-z]+$"


class Patient(models.Model):
    """ST-14: the closed list. `used_name` is the name of every day (`family_name` of the API), never empty.

    `search_*` hold the letters a–z of the names (patients.names.search_form), C-collated so that a
    prefix is a range that row-level security lets the index serve. With `merged_into` the record is the
    same person as that one: a redirect that no search shows. `version` counts the changes;
    `collected_via` and `collected_by` say through which door and by whom the person was recorded (ST-07).
    Written by `patients.services` only; the database refuses a commit without an audit event that
    names the patient, and a patient whom nobody informed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    birth_name = models.CharField(max_length=MAX_LENGTH)
    used_name = models.CharField(max_length=MAX_LENGTH)
    given_names = models.CharField(max_length=MAX_LENGTH)
    search_birth_name = models.CharField(max_length=MAX_SEARCH, db_collation="C")
    search_used_name = models.CharField(max_length=MAX_SEARCH, db_collation="C")
    search_given_names = models.CharField(max_length=MAX_SEARCH, db_collation="C")
    birth_date = models.DateField()
    sex = models.CharField(max_length=7, choices=[(sex.value, sex.value) for sex in Sex])
    identity_status = models.CharField(
        max_length=5,
        choices=[(status.value, status.value) for status in IdentityStatus],
        default=IdentityStatus.PROVISIONAL.value,
    )
    email = models.CharField(max_length=254, blank=True, default="")
    address_line = models.CharField(max_length=200, blank=True, default="")
    postal_code = models.CharField(max_length=12, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    country = models.CharField(max_length=2, default="FR")
    treating_doctor = models.CharField(max_length=200, blank=True, default="")
    referring_doctor = models.CharField(max_length=200, blank=True, default="")
    # ST-44: recorded with the minimum; no guardian has agreed yet to more.
    awaits_guardian = models.BooleanField(default=False, db_default=False)
    # I-73: a doubt about who this is, and the existence of somebody easily taken for this person.
    is_doubtful = models.BooleanField(default=False, db_default=False)
    is_namesake = models.BooleanField(default=False, db_default=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    # Article 18: read, not changed, since then. Article 17, first outcome of ST-25: kept unchanged, shown to nobody.
    restricted_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    # From the report of a death: nothing new, nothing said, until it is confirmed or stopped (ST-30).
    death_reported_at = models.DateTimeField(null=True, blank=True)
    nir = SealedTextField(key_of="id", pad=16, null=True)
    medical_note = SealedTextField(key_of="id", null=True)
    version = models.PositiveIntegerField(default=1)
    collected_via = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Channel])
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="patient_practice_id"),
            models.CheckConstraint(condition=Q(sex__in=[sex.value for sex in Sex]), name="patient_sex_known"),
            models.CheckConstraint(
                condition=Q(identity_status__in=[status.value for status in IdentityStatus]),
                name="patient_identity_status_known",
            ),
            models.CheckConstraint(
                condition=Q(collected_via__in=[door.value for door in Channel]), name="patient_collected_via_known"
            ),
            models.CheckConstraint(
                condition=~Q(birth_name="") & ~Q(used_name="") & ~Q(given_names=""), name="patient_has_its_names"
            ),
            models.CheckConstraint(
                condition=Q(search_birth_name__regex=_SEARCHABLE)
                & Q(search_used_name__regex=_SEARCHABLE)
                & Q(search_given_names__regex=_SEARCHABLE),
                name="patient_is_searchable",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="patient_version_from_1"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="patient_merged_into_another"),
            sealed_check("nir"),
            sealed_check("medical_note"),
        ]
        indexes = [
            models.Index(fields=["practice", "birth_date"], name="patient_birth_date"),
            models.Index(fields=["practice", "search_birth_name"], name="patient_birth_name"),
            models.Index(fields=["practice", "search_used_name"], name="patient_used_name"),
        ]

    class Privacy:
        technical = {"id", "practice", "version", "created_at", "updated_at", "collected_via", "identity_status"}
        personal = {
            "birth_name",
            "used_name",
            "given_names",
            "search_birth_name",
            "search_used_name",
            "search_given_names",
            "birth_date",
            "sex",
            "email",
            "address_line",
            "postal_code",
            "city",
            "country",
            "treating_doctor",
            "referring_doctor",
            "collected_by",
            "is_doubtful",
            "is_namesake",
            "merged_into",
            "restricted_at",
            "locked_at",
            "death_reported_at",
            "awaits_guardian",
        }
        nir = {"nir"}
        health = {"medical_note"}

    def __str__(self) -> str:
        return str(self.id)
