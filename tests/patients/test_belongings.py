"""Nothing that belongs to a patient is forgotten by a merge: every pointer to a patient is declared."""

from django.apps import apps
from django.db import models

from patients.belongings import keepers
from patients.models import Patient

# Pointers that stay with their own record, and why.
STAY = {
    "patients_patient.merged_into": "the redirect itself",
    "patients_patientphone.patient": "the survivor gets copies of the numbers it lacks",
    "patients_searchtoken.patient": "follows the NIR that is chosen, in the merge itself",
    "patients_identitychange.patient": "the history of one record's identity",
    "patients_notduplicate.one": "said of two records",
    "patients_notduplicate.other": "said of two records",
    "patients_patientmerge.survivor": "the memory of the merge",
    "patients_patientmerge.merged": "the memory of the merge",
}


def pointers() -> set[str]:
    return {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Patient
    }


def test_every_pointer_to_a_patient_follows_a_merge_or_says_why_it_stays() -> None:
    follow = {column for keeper in keepers() for column in keeper.columns}
    assert follow & STAY.keys() == set()
    assert pointers() - follow == STAY.keys()
    without_a_key = {
        "consent_noticerecord.subject_id",
        "consent_consentrecord.subject_id",
        "consent_guardianconsent.subject_id",
        "consent_guardianlink.subject_id",
    }
    assert follow - pointers() == without_a_key, "without a foreign key, by design"
