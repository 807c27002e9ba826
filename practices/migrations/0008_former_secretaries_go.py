"""R-15: memberships of secretariats go five years after they ended, like those of practices."""

from django.db import migrations

ENDED_ONLY = """
GRANT DELETE ON practices_secretariatmembership TO permanence_web;
CREATE TRIGGER practices_running_stays BEFORE DELETE ON practices_secretariatmembership
    FOR EACH ROW WHEN (OLD.ended_at IS NULL) EXECUTE FUNCTION practices_running_stays();
"""
KEPT = """
DROP TRIGGER practices_running_stays ON practices_secretariatmembership;
REVOKE DELETE ON practices_secretariatmembership FROM permanence_web;
"""


class Migration(migrations.Migration):
    dependencies = [("practices", "0007_rights_know_what_is_owed")]

    operations = [migrations.RunSQL(ENDED_ONLY, KEPT)]
