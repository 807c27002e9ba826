"""A record and what hangs from it may be destroyed, but only where the journal says so in the same transaction."""

from django.db import migrations

from audit.structure import ERASED, deletable


class Migration(migrations.Migration):
    dependencies = [("patients", "0006_limited_records"), ("audit", "0004_erasures_are_said")]

    operations = [
        *deletable("patients_patient", "id", verbs=(ERASED,)),
        *deletable("patients_disclosure"),
        *deletable("patients_identitychange"),
        *deletable("patients_patientmerge", "survivor_id", "merged_id"),
        *deletable("patients_notduplicate", "one_id", "other_id"),
        *deletable("patients_relatedperson", "patient_id", "related_patient_id"),
    ]
