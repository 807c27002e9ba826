"""R-15: mandates and memberships go five years after they ended; the nightly run knows every practice's id."""

from django.db import migrations

from core.tenancy import reviewed_function

# Ids only, no name: the worker opens each practice's own context afterwards.
LISTED = """
CREATE FUNCTION practices_listed() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM practices_practice
$$"""
ENDED_ONLY = """
GRANT DELETE ON practices_delegation, practices_practicemembership TO permanence_web;
CREATE FUNCTION practices_running_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what still runs is ended, never deleted'
        USING ERRCODE = '23000', CONSTRAINT = 'practices_running_stays';
END $$;
CREATE TRIGGER practices_running_stays BEFORE DELETE ON practices_practicemembership
    FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION practices_running_stays();
"""
KEPT = """
DROP TRIGGER practices_running_stays ON practices_practicemembership;
DROP FUNCTION practices_running_stays();
REVOKE DELETE ON practices_delegation, practices_practicemembership FROM permanence_web;
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0005_instruction_sets")]

    operations = [
        migrations.RunSQL(ENDED_ONLY, KEPT),
        reviewed_function(LISTED, "practices_listed()", reads=["practices_practice"]),
    ]
