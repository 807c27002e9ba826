"""Practices apart, composite keys, the journal's guard, and the reviewed functions that look across practices."""

from django.db import migrations

from audit.structure import guarded
from core.tenancy import composite_fk, platform_rows, practice_rows, reviewed_function

# A practitioner's absences exist where the practitioner has a role: the sub-select is itself bound by
# row-level security, so it only sees roles of the practices in the signed context.
ABSENCES_OF_MY_PRACTITIONERS = """
    ALTER TABLE booking_absence ENABLE ROW LEVEL SECURITY;
    ALTER TABLE booking_absence FORCE ROW LEVEL SECURITY;
    CREATE POLICY absence_of_my_practitioners ON booking_absence AS PERMISSIVE FOR ALL
        TO permanence_web, permanence_owner
        USING (practitioner_id IN (SELECT r.practitioner_id FROM practices_practitionerrole r))
        WITH CHECK (practitioner_id IN (SELECT r.practitioner_id FROM practices_practitionerrole r));
"""
ABSENCES_OF_EVERYBODY = """
    DROP POLICY absence_of_my_practitioners ON booking_absence;
    ALTER TABLE booking_absence DISABLE ROW LEVEL SECURITY;
"""

# What the appointment repeats of its occupancy is one fact: practice, practitioner, lane and patient agree.
# Deferred: a move deletes the old occupancy before it points to the new one.
ONE_FACT = """
    ALTER TABLE booking_appointment ADD CONSTRAINT appointment_agrees_with_its_occupancy
        FOREIGN KEY (occupancy_id, practice_id, practitioner_id, lane, patient_id)
        REFERENCES booking_occupancy (id, practice_id, practitioner_id, lane, patient_id)
        DEFERRABLE INITIALLY DEFERRED
"""

# Ranges only, of lane 0: a practice learns when a practitioner it shares is taken, never by whom or why.
# One row a practitioner, its ordered starts and ends as eight-byte integers: a search reads thousands of ranges,
# and a row each costs more than finding them.
BUSY_RANGES = """
CREATE FUNCTION booking_busy_ranges(who uuid[], low timestamptz, high timestamptz, at timestamptz, home uuid)
RETURNS TABLE (practitioner uuid, starts bytea, ends bytea, elsewhere boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.practitioner_id,
           string_agg(int8send(floor(date_part('epoch', o.starts_at))::bigint), ''::bytea ORDER BY o.starts_at),
           string_agg(int8send(ceil(date_part('epoch', o.ends_at))::bigint), ''::bytea ORDER BY o.starts_at),
           o.practice_id <> home
      FROM booking_occupancy o
     WHERE o.practitioner_id IN (
               SELECT r.practitioner_id FROM practices_practitionerrole r
                WHERE r.practitioner_id = ANY (who) AND r.practice_id = ANY (ctx.practices()))
       AND o.lane = 0
       AND o.starts_at < high AND o.starts_at > low - interval '2 days' AND o.ends_at > low
       AND (o.expires_at IS NULL OR o.expires_at > at)
     GROUP BY o.practitioner_id, o.practice_id <> home
$$
"""

# Deletes holds that have expired in the way of a writer. For another practice's rows the database's own
# clock has the last word: nobody can make a live hold of somebody else expire by lying about the time.
DROP_EXPIRED_HOLDS = """
CREATE FUNCTION booking_drop_expired_holds(
    who uuid, wanted_lane smallint, low timestamptz, high timestamptz, at timestamptz)
RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH dropped AS (
        DELETE FROM booking_occupancy o
         WHERE o.practitioner_id = who AND o.lane = wanted_lane
           AND o.starts_at < high AND o.starts_at > low - interval '2 days' AND o.ends_at > low
           AND EXISTS (SELECT FROM practices_practitionerrole r
                        WHERE r.practitioner_id = who AND r.practice_id = ANY (ctx.practices()))
           AND o.expires_at <= CASE WHEN o.practice_id = ANY (ctx.practices()) THEN at ELSE least(at, now()) END
        RETURNING 1)
    SELECT count(*) FROM dropped
$$
"""

# The sweep: holds that expired, and the record of what they were for once a day has passed.
SWEEP_HOLDS = """
CREATE FUNCTION booking_sweep_holds() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM booking_heldvisit h
     WHERE h.held_at < now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM booking_occupancy o WHERE o.id = h.id AND o.expires_at > now());
    WITH dropped AS (DELETE FROM booking_occupancy WHERE expires_at <= now() RETURNING 1)
    SELECT count(*) FROM dropped
$$
"""

# The lane is in the exclusion key, so its highest number is the limit of deliberate overbooking.
LANE_LIMIT = """
CREATE FUNCTION booking_check_lane() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.lane > (SELECT r.overbooking_limit FROM practices_practitionerrole r
                    WHERE r.practice_id = NEW.practice_id AND r.id = NEW.practitioner_role_id) THEN
        RAISE EXCEPTION 'lane beyond the limit of the agenda'
            USING ERRCODE = '23514', CONSTRAINT = 'appointment_lane_within_limit';
    END IF;
    RETURN NEW;
END $$
"""
LANE_TRIGGER = """
    CREATE TRIGGER appointment_lane_within_limit BEFORE INSERT OR UPDATE OF lane, practitioner_role_id
        ON booking_appointment FOR EACH ROW WHEN (NEW.lane > 0) EXECUTE FUNCTION booking_check_lane()
"""

# What may change of an appointment: never its patient, its practice, nor who booked it, when and through which door.
CHANGEABLE = (
    "practitioner_role_id, practitioner_id, location_id, visit_reason_id, occupancy_id, starts_at, ends_at,"
    " duration_minutes, buffer_before_minutes, buffer_after_minutes, status, lane, note, cancelled_by, cancel_reason,"
    " series_id, is_orphaned, version, updated_at"
)

SEARCH_DELETES = "GRANT DELETE ON booking_occupancy, booking_heldvisit TO permanence_search"


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0001_booking"),
        ("audit", "0001_journal"),
        ("patients", "0002_patients_apart"),
        ("practices", "0002_practices_apart"),
    ]

    operations = [
        *practice_rows("booking_openingrule"),
        *practice_rows("booking_openingexception"),
        *practice_rows("booking_closure"),
        *practice_rows("booking_occupancy", web="SELECT, INSERT, UPDATE (expires_at, patient_id), DELETE"),
        *practice_rows("booking_heldvisit", web="SELECT, INSERT"),
        *practice_rows("booking_appointment", web=f"SELECT, INSERT, UPDATE ({CHANGEABLE})"),
        *platform_rows("booking_absence"),
        migrations.RunSQL(ABSENCES_OF_MY_PRACTITIONERS, ABSENCES_OF_EVERYBODY),
        composite_fk("booking_openingrule", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("booking_openingexception", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("booking_closure", "location_id", "practices_location"),
        composite_fk("booking_occupancy", "patient_id", "patients_patient"),
        composite_fk("booking_heldvisit", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("booking_heldvisit", "visit_reason_id", "practices_visitreason"),
        composite_fk("booking_appointment", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("booking_appointment", "location_id", "practices_location"),
        composite_fk("booking_appointment", "patient_id", "patients_patient"),
        composite_fk("booking_appointment", "visit_reason_id", "practices_visitreason"),
        migrations.RunSQL(
            ONE_FACT, "ALTER TABLE booking_appointment DROP CONSTRAINT appointment_agrees_with_its_occupancy"
        ),
        *guarded("booking_occupancy"),
        *guarded("booking_appointment"),
        reviewed_function(
            BUSY_RANGES,
            "booking_busy_ranges(uuid[], timestamptz, timestamptz, timestamptz, uuid)",
            reads=["booking_occupancy", "practices_practitionerrole"],
        ),
        reviewed_function(
            DROP_EXPIRED_HOLDS,
            "booking_drop_expired_holds(uuid, smallint, timestamptz, timestamptz, timestamptz)",
            reads=["booking_occupancy", "practices_practitionerrole"],
        ),
        reviewed_function(SWEEP_HOLDS, "booking_sweep_holds()", reads=["booking_occupancy", "booking_heldvisit"]),
        migrations.RunSQL(
            SEARCH_DELETES, "REVOKE DELETE ON booking_occupancy, booking_heldvisit FROM permanence_search"
        ),
        reviewed_function(LANE_LIMIT, "booking_check_lane()", reads=["practices_practitionerrole"]),
        migrations.RunSQL(LANE_TRIGGER, "DROP TRIGGER appointment_lane_within_limit ON booking_appointment"),
    ]
