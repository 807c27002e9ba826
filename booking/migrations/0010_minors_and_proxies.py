"""A minor's visit waits for a guardian until a date; a secret visit; the relative who booked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import crypto.fields
from core.tenancy import composite_fk, reviewed_function


def sealed_column(name: str) -> migrations.SeparateDatabaseAndState:
    """An empty sealed column: Django would ask the field for a default, and it gives none to be written in clear."""
    field = crypto.fields.SealedTextField(key_of="patient_id", null=True, pad=64)
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"ALTER TABLE booking_appointment ADD COLUMN {name} bytea NULL",
                f"ALTER TABLE booking_appointment DROP COLUMN {name}",
            )
        ],
        state_operations=[migrations.AddField("appointment", name, field)],
    )


# Which practices have something to purge: their ids only, never whose.
WITH_PENDING = """
CREATE FUNCTION booking_practices_with_pending(at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.practice_id FROM booking_appointment a WHERE a.pending_until <= at
    UNION
    SELECT p.practice_id FROM patients_patient p
     WHERE p.awaits_guardian AND p.created_at <= at - interval '7 days'
$$"""

CHANGED = "pending_until, minor_secrecy, secrecy_reason, own_contact, proxy_id"


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0009_no_visit_after_a_death"),
        ("patients", "0010_awaiting_a_guardian"),
        ("practices", "0006_ended_mandates_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="minor_secrecy",
            field=models.BooleanField(db_default=False, default=False),
        ),
        sealed_column("own_contact"),
        migrations.AddField(
            model_name="appointment",
            name="pending_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="appointment",
            name="proxy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.relatedperson",
            ),
        ),
        sealed_column("secrecy_reason"),
        migrations.AlterField(
            model_name="appointment",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposé"),
                    ("pending", "En attente d'accord"),
                    ("booked", "Confirmé"),
                    ("arrived", "Arrivé"),
                    ("fulfilled", "Honoré"),
                    ("cancelled", "Annulé"),
                    ("noshow", "Absent"),
                    ("entered-in-error", "Saisi par erreur"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("pending_until__isnull", False)),
                fields=["practice", "pending_until"],
                name="appointment_pending",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("pending_until__isnull", False), ("status__in", ["pending", "cancelled", "entered-in-error"])
                    ),
                    models.Q(models.Q(("status", "pending"), _negated=True), ("pending_until__isnull", True)),
                    _connector="OR",
                ),
                name="appointment_pending_until_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minor_secrecy", True),
                    models.Q(("own_contact__isnull", True), ("secrecy_reason__isnull", True)),
                    _connector="OR",
                ),
                name="appointment_secrecy_has_its_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=crypto.fields.SealedCheck(
                column="secrecy_reason", name="booking_appointment_secrecy_reason_sealed"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=crypto.fields.SealedCheck(column="own_contact", name="booking_appointment_own_contact_sealed"),
        ),
        migrations.RunSQL(
            f"GRANT UPDATE ({CHANGED}) ON booking_appointment TO permanence_web",
            f"REVOKE UPDATE ({CHANGED}) ON booking_appointment FROM permanence_web",
        ),
        composite_fk("booking_appointment", "proxy_id", "patients_relatedperson"),
        reviewed_function(
            WITH_PENDING,
            "booking_practices_with_pending(timestamptz)",
            reads=["booking_appointment", "patients_patient"],
        ),
    ]
