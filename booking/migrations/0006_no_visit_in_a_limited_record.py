"""A restricted or locked record takes no new visit and moves none, even from whoever read it before."""

from django.db import migrations

# The row lock waits for a merge or a limit under way and then reads what it left: READ COMMITTED reads the row again.
# Refused as contention, so that the whole transaction starts again and hears from Python what became of the record.
CHECK = """
CREATE OR REPLACE FUNCTION booking_check_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT merged_into_id IS NOT NULL OR restricted_at IS NOT NULL OR locked_at IS NOT NULL FROM patients_patient
         WHERE practice_id = NEW.practice_id AND id = NEW.patient_id FOR KEY SHARE) THEN
        RAISE EXCEPTION 'this record takes no visit'
            USING ERRCODE = '55P03', CONSTRAINT = 'appointment_of_a_current_record';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appointment_moves_in_a_free_record BEFORE UPDATE OF starts_at ON booking_appointment
    FOR EACH ROW WHEN (OLD.starts_at IS DISTINCT FROM NEW.starts_at) EXECUTE FUNCTION booking_check_record();
"""
FORMER = """
DROP TRIGGER appointment_moves_in_a_free_record ON booking_appointment;
CREATE OR REPLACE FUNCTION booking_check_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT merged_into_id IS NOT NULL FROM patients_patient
         WHERE practice_id = NEW.practice_id AND id = NEW.patient_id FOR KEY SHARE) THEN
        RAISE EXCEPTION 'this record was merged into another'
            USING ERRCODE = '55P03', CONSTRAINT = 'appointment_of_a_current_record';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0005_substitutes_and_overrides_apart"), ("patients", "0006_limited_records")]

    operations = [migrations.RunSQL(CHECK, FORMER)]
