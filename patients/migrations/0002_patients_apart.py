"""Patients apart: forced policies, composite foreign keys, narrow grants.

No patient whom nobody informed, and no change about a patient that the journal does not tell.
"""

from django.db import migrations

from audit.structure import guarded
from consent.structure import notice_required
from core.tenancy import composite_fk, platform_rows, practice_rows

# What the web role may change of a patient: never the practice, nor who recorded the person, when and how.
CHANGEABLE = (
    "birth_name, used_name, given_names, search_birth_name, search_used_name, search_given_names, birth_date, sex,"
    " identity_status, email, address_line, postal_code, city, country, treating_doctor, referring_doctor,"
    " nir, medical_note, version, updated_at"
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_signed_context"),
        ("practices", "0002_practices_apart"),
        ("consent", "0002_notices_apart"),
        ("audit", "0001_journal"),
        ("patients", "0001_patients"),
    ]

    operations = [
        *practice_rows("patients_patient", web=f"SELECT, INSERT, UPDATE ({CHANGEABLE})"),
        *practice_rows("patients_patientphone", web="SELECT, INSERT, DELETE"),
        *practice_rows("patients_searchtoken", web="SELECT, INSERT, DELETE"),
        *practice_rows("patients_relatedperson", web="SELECT, INSERT, UPDATE (ends_on)"),
        *practice_rows("patients_disclosure", web="SELECT, INSERT"),
        *platform_rows("patients_nirlookup", web="SELECT, INSERT, UPDATE"),
        composite_fk("patients_patientphone", "patient_id", "patients_patient"),
        composite_fk("patients_searchtoken", "patient_id", "patients_patient"),
        composite_fk("patients_relatedperson", "patient_id", "patients_patient"),
        composite_fk("patients_relatedperson", "related_patient_id", "patients_patient"),
        composite_fk("patients_disclosure", "patient_id", "patients_patient"),
        *notice_required("patients_patient"),
        *guarded("patients_patient", "id"),
        *guarded("patients_patientphone"),
        *guarded("patients_searchtoken"),
        *guarded("patients_relatedperson"),
        *guarded("patients_disclosure"),
    ]
