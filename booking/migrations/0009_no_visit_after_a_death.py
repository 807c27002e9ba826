"""A person whose death was reported takes no new visit, even from whoever read the record before."""

from django.db import migrations

# Full locks of the report and key-share locks of a visit wait for one another (0006 tells the rest).
CHECK = """
CREATE OR REPLACE FUNCTION booking_check_record() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (SELECT merged_into_id IS NOT NULL OR restricted_at IS NOT NULL OR locked_at IS NOT NULL{also}
          FROM patients_patient WHERE practice_id = NEW.practice_id AND id = NEW.patient_id FOR KEY SHARE) THEN
        RAISE EXCEPTION 'this record takes no visit'
            USING ERRCODE = '55P03', CONSTRAINT = 'appointment_of_a_current_record';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0008_texts_go_after_the_visit"), ("patients", "0009_reported_deaths")]

    operations = [
        migrations.RunSQL(CHECK.format(also=" OR death_reported_at IS NOT NULL"), CHECK.format(also="")),
    ]
