"""Merges, decisions about pairs and the history of identities: forced policies, narrow grants, never silent."""

from django.db import migrations

from audit.structure import guarded
from core.tenancy import composite_fk, practice_rows
from patients.structure import follows_a_merge, merge_function

# What a merge moves, and nothing else of these rows.
FOLLOW_A_MERGE = """
    GRANT UPDATE (is_doubtful, is_namesake, merged_into_id) ON patients_patient TO permanence_web;
    GRANT UPDATE (patient_id) ON patients_searchtoken TO permanence_web;
    GRANT UPDATE (patient_id, related_patient_id) ON patients_relatedperson TO permanence_web;
    GRANT UPDATE (patient_id, reason) ON patients_disclosure TO permanence_web;
"""
STAY = """
    REVOKE UPDATE (is_doubtful, is_namesake, merged_into_id) ON patients_patient FROM permanence_web;
    REVOKE UPDATE (patient_id) ON patients_searchtoken FROM permanence_web;
    REVOKE UPDATE (patient_id, related_patient_id) ON patients_relatedperson FROM permanence_web;
    REVOKE UPDATE (patient_id, reason) ON patients_disclosure FROM permanence_web;
"""

# A disclosure's reason is sealed again when it follows its patient; at any other time it stays as it was written.
REASON_STAYS = """
CREATE FUNCTION patients_disclosure_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the reason of a disclosure is not rewritten'
        USING ERRCODE = '23000', CONSTRAINT = 'disclosure_reason_stays';
END $$;
CREATE TRIGGER disclosure_reason_stays BEFORE UPDATE ON patients_disclosure
    FOR EACH ROW WHEN (OLD.patient_id = NEW.patient_id) EXECUTE FUNCTION patients_disclosure_stays();
"""
REASON_FREE = "DROP TRIGGER disclosure_reason_stays ON patients_disclosure; DROP FUNCTION patients_disclosure_stays()"


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_records_follow_a_merge"), ("patients", "0003_one_person_one_record")]

    operations = [
        *practice_rows("patients_patientmerge", web="SELECT, INSERT, UPDATE (undone_by_id, undone_at)"),
        *practice_rows("patients_notduplicate", web="SELECT, INSERT"),
        *practice_rows("patients_identitychange", web="SELECT, INSERT"),
        composite_fk("patients_patient", "merged_into_id", "patients_patient"),
        composite_fk("patients_patientmerge", "survivor_id", "patients_patient"),
        composite_fk("patients_patientmerge", "merged_id", "patients_patient"),
        composite_fk("patients_notduplicate", "one_id", "patients_patient"),
        composite_fk("patients_notduplicate", "other_id", "patients_patient"),
        composite_fk("patients_identitychange", "patient_id", "patients_patient"),
        *guarded("patients_patientmerge", "survivor_id"),
        *guarded("patients_notduplicate", "one_id"),
        *guarded("patients_identitychange"),
        migrations.RunSQL(FOLLOW_A_MERGE, STAY),
        migrations.RunSQL(REASON_STAYS, REASON_FREE),
        merge_function(),
        follows_a_merge("patients_searchtoken"),
        follows_a_merge("patients_relatedperson"),
        follows_a_merge("patients_relatedperson", "related_patient_id"),
        follows_a_merge("patients_disclosure"),
        # The table is the room's below; only this room knows what a merge is.
        follows_a_merge("consent_noticerecord", "subject_id"),
    ]
