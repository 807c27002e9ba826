"""R-04: what was said twelve months ago is forgotten; what still waits is not deleted by anybody."""

from django.db import migrations

ENDED_ONLY = """
GRANT DELETE ON outbox_outboxrow TO permanence_web;
CREATE FUNCTION outbox_waiting_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a row that waits is done or void before it is deleted'
        USING ERRCODE = '23000', CONSTRAINT = 'outbox_waiting_stays';
END $$;
CREATE TRIGGER outbox_waiting_stays BEFORE DELETE ON outbox_outboxrow
    FOR EACH ROW WHEN (OLD.state = 'pending') EXECUTE FUNCTION outbox_waiting_stays();
"""
KEPT = """
DROP TRIGGER outbox_waiting_stays ON outbox_outboxrow;
DROP FUNCTION outbox_waiting_stays();
REVOKE DELETE ON outbox_outboxrow FROM permanence_web;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_outbox")]

    operations = [migrations.RunSQL(ENDED_ONLY, KEPT)]
