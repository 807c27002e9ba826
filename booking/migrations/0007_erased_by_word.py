"""Visits may be destroyed where the journal says so; a line of the ledger of overrides, only with its visit."""

from django.db import migrations

from audit.structure import deletable

LINES = """
GRANT DELETE ON booking_override, booking_heldvisit TO permanence_web;
CREATE FUNCTION booking_override_goes_with_its_visit() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM booking_appointment
                WHERE practice_id = OLD.practice_id AND id = OLD.appointment_id) THEN
        RAISE EXCEPTION 'a line of the ledger goes with its visit only'
            USING ERRCODE = '23000', CONSTRAINT = 'booking_override_goes_with_its_visit';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER booking_override_goes_with_its_visit AFTER DELETE ON booking_override
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_override_goes_with_its_visit();
"""
NO_LINES = """
DROP TRIGGER booking_override_goes_with_its_visit ON booking_override;
DROP FUNCTION booking_override_goes_with_its_visit();
REVOKE DELETE ON booking_override, booking_heldvisit FROM permanence_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0006_no_visit_in_a_limited_record"),
        ("audit", "0004_erasures_are_said"),
    ]

    operations = [*deletable("booking_appointment"), migrations.RunSQL(LINES, NO_LINES)]
