"""A visit keeps the consignes applied to it, those passed over and the answers; the ledger names such an override."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

import crypto.fields

IDS = {"base_field": models.UUIDField(), "blank": True, "db_default": [], "default": list, "size": None}
CHANGED = "consigne_versions, consigne_breaches, consigne_answers"
KINDS = ["overbooked", "out-of-hours", "consigne", "off-terms"]


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0012_visits_of_a_call"),
        ("instructions", "0002_consignes_apart"),
        ("patients", "0011_shared_items_reported"),
        ("practices", "0008_former_secretaries_go"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="override", name="override_kind_known"),
        # Django would ask the field for a default, and it gives none to be written in clear.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE booking_appointment ADD COLUMN consigne_answers bytea NULL",
                    "ALTER TABLE booking_appointment DROP COLUMN consigne_answers",
                )
            ],
            state_operations=[
                migrations.AddField(
                    "appointment",
                    "consigne_answers",
                    crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64),
                )
            ],
        ),
        migrations.AddField("appointment", "consigne_breaches", ArrayField(**IDS)),
        migrations.AddField("appointment", "consigne_versions", ArrayField(**IDS)),
        migrations.AlterField(
            "override",
            "kind",
            models.CharField(
                choices=[
                    ("overbooked", "Surréservation"),
                    ("out-of-hours", "Hors horaires"),
                    ("consigne", "Malgré une consigne"),
                    ("off-terms", "Hors règles du motif"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            "appointment",
            crypto.fields.SealedCheck(column="consigne_answers", name="booking_appointment_consigne_answers_sealed"),
        ),
        migrations.AddConstraint(
            "appointment",
            models.CheckConstraint(
                condition=models.Q(("consigne_versions__contains", models.F("consigne_breaches"))),
                name="appointment_breaches_what_applied",
            ),
        ),
        migrations.AddConstraint(
            "override",
            models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="override_kind_known"),
        ),
        migrations.RunSQL(
            f"GRANT UPDATE ({CHANGED}) ON booking_appointment TO permanence_web",
            f"REVOKE UPDATE ({CHANGED}) ON booking_appointment FROM permanence_web",
        ),
    ]
