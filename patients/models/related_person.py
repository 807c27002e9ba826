"""A relative or representative of a patient: a relation with a scope and dates. Ended, never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.ids import new_id
from patients.enums import Relation, RelationScope
from patients.models.patient import Patient
from patients.names import MAX_LENGTH
from practices.models import Practice


class RelatedPerson(models.Model):
    """Either another patient of the practice (`related_patient`) or somebody known by `name` and `phone`.

    In force from `starts_on` to `ends_on`, both included.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="relatives", db_constraint=False)
    related_patient = models.ForeignKey(
        Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="relative_of", db_constraint=False
    )
    name = models.CharField(max_length=MAX_LENGTH, blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    relation = models.CharField(max_length=24, choices=Relation.choices)
    scope = models.CharField(max_length=16, choices=RelationScope.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "id"], name="relatedperson_practice_id"),
            models.CheckConstraint(
                condition=Q(related_patient__isnull=False, name="", phone="")
                | (Q(related_patient__isnull=True) & ~Q(name="")),
                name="relatedperson_patient_or_name",
            ),
            models.CheckConstraint(condition=~Q(related_patient=F("patient")), name="relatedperson_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="relatedperson_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="relatedperson_relation_known"),
            models.CheckConstraint(condition=Q(scope__in=RelationScope.values), name="relatedperson_scope_known"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{5,14}$"), name="relatedperson_phone_is_e164"
            ),
        ]
        indexes = [models.Index(fields=["practice", "patient"], name="relatedperson_patient")]

    class Privacy:
        technical = {"id", "practice", "scope", "created_at"}
        personal = {
            "patient",
            "related_patient",
            "name",
            "phone",
            "relation",
            "starts_on",
            "ends_on",
            "created_by",
        }
        nir: set[str] = set()
        health: set[str] = set()

    def __str__(self) -> str:
        return str(self.id)
