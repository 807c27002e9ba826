"""Visits follow a merge and nothing else; a merged record takes no visit, even from whoever read it before."""

from django.db import migrations

from patients.structure import follows_a_merge

# The reason of an overbooking is sealed again when the visit follows its patient; it is not rewritten otherwise.
FOLLOW = """
GRANT UPDATE (patient_id, override_reason) ON booking_appointment TO permanence_web;
CREATE FUNCTION booking_override_reason_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the reason of an overbooking is not rewritten'
        USING ERRCODE = '23000', CONSTRAINT = 'appointment_override_reason_stays';
END $$;
CREATE TRIGGER appointment_override_reason_stays BEFORE UPDATE OF override_reason ON booking_appointment
    FOR EACH ROW WHEN (OLD.patient_id = NEW.patient_id AND OLD.override_reason IS DISTINCT FROM NEW.override_reason)
    EXECUTE FUNCTION booking_override_reason_stays();
"""
STAY = """
DROP TRIGGER appointment_override_reason_stays ON booking_appointment;
DROP FUNCTION booking_override_reason_stays();
REVOKE UPDATE (patient_id, override_reason) ON booking_appointment FROM permanence_web;
"""

# The row lock waits for a merge under way and then reads what it left: READ COMMITTED reads the row again. Refused
# as contention, so that the whole transaction starts again and hears from Python which record the person has now.
CHECK = """
CREATE FUNCTION booking_check_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT merged_into_id IS NOT NULL FROM patients_patient
         WHERE practice_id = NEW.practice_id AND id = NEW.patient_id FOR KEY SHARE) THEN
        RAISE EXCEPTION 'this record was merged into another'
            USING ERRCODE = '55P03', CONSTRAINT = 'appointment_of_a_current_record';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointment_of_a_current_record BEFORE INSERT OR UPDATE OF patient_id
    ON booking_appointment FOR EACH ROW EXECUTE FUNCTION booking_check_record();
"""
UNCHECK = "DROP TRIGGER appointment_of_a_current_record ON booking_appointment; DROP FUNCTION booking_check_record()"


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_booking_apart"), ("patients", "0004_merges_apart")]

    operations = [
        migrations.RunSQL(FOLLOW, STAY),
        migrations.RunSQL(CHECK, UNCHECK),
        follows_a_merge("booking_appointment"),
        follows_a_merge("booking_occupancy"),
    ]
