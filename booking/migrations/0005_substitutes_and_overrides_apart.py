"""Substitutions and the ledger of overrides: practices apart, composite keys, what may change."""

from django.db import migrations

from core.tenancy import composite_fk, practice_rows

# A line of the ledger is settled, never rewritten nor deleted.
SETTLED = "settled_as, settled_by_id, settled_at"


class Migration(migrations.Migration):
    dependencies = [("booking", "0004_series_substitutes_overrides")]

    operations = [
        *practice_rows("booking_substitution", web="SELECT, INSERT, UPDATE (ends_on), DELETE"),
        *practice_rows("booking_override", web=f"SELECT, INSERT, UPDATE ({SETTLED})"),
        composite_fk("booking_substitution", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("booking_override", "practitioner_role_id", "practices_practitionerrole"),
        composite_fk("booking_override", "appointment_id", "booking_appointment"),
    ]
