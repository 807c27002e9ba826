"""Where a guardian's link is sent: their own contact, sealed under the child's key and gone with it (ST-45)."""

from django.db import migrations

import crypto.fields


class Migration(migrations.Migration):
    dependencies = [("consent", "0009_evidence_outlives_the_record")]

    operations = [
        # Django would ask the field for a default, and it gives none to be written in clear.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE consent_guardianlink ADD COLUMN contact bytea NULL",
                    "ALTER TABLE consent_guardianlink DROP COLUMN contact",
                )
            ],
            state_operations=[
                migrations.AddField(
                    "guardianlink",
                    "contact",
                    crypto.fields.SealedTextField(key_of="subject_id", null=True, pad=64),
                )
            ],
        ),
        migrations.AddConstraint(
            "guardianlink",
            crypto.fields.SealedCheck(column="contact", name="consent_guardianlink_contact_sealed"),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (contact) ON consent_guardianlink TO permanence_web",
            "REVOKE UPDATE (contact) ON consent_guardianlink FROM permanence_web",
        ),
    ]
