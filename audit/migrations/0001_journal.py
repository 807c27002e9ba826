"""The journal: the web role appends, the sealer chains, nobody else writes."""

from django.db import migrations, models

import audit.columns
import core.ids
from audit.structure import guarded, journal_rights
from core.tenancy import platform_rows, practice_rows


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_signed_context"), ("crypto", "0001_keyring")]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("chain", models.UUIDField(unique=True)),
                ("size", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("practice_id", models.UUIDField(null=True)),
                ("patient_id", models.UUIDField(null=True)),
                ("xid", audit.columns.TransactionNumberField()),
                ("at", models.DateTimeField()),
                ("body", models.BinaryField(null=True)),
                ("salt", models.BinaryField(null=True)),
                ("leaf", models.BinaryField()),
                ("pos", models.BigIntegerField(null=True)),
                ("prev", models.BinaryField(null=True)),
                ("hash", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("pos__isnull", True)),
                        fields=["xid", "patient_id"],
                        name="auditevent_not_yet_sealed",
                    ),
                    models.Index(
                        condition=models.Q(("patient_id__isnull", False)),
                        fields=["patient_id", "at"],
                        name="auditevent_patient_at",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("pos__isnull", False)),
                        fields=("practice_id", "pos"),
                        name="auditevent_one_event_per_position",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hash__isnull", True), ("pos__isnull", True), ("prev__isnull", True)),
                            models.Q(("hash__isnull", False), ("pos__gte", 1), ("prev__isnull", False)),
                            _connector="OR",
                        ),
                        name="auditevent_sealed_whole_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", True), ("patient_id__isnull", True), ("salt__isnull", True)),
                            models.Q(("body__isnull", False), ("salt__isnull", False)),
                            _connector="OR",
                        ),
                        name="auditevent_purged_whole_or_not",
                    ),
                ],
            },
        ),
        *practice_rows(
            "audit_auditevent",
            web="INSERT (id, practice_id, patient_id, at, body, salt, leaf)",
            nullable=True,
        ),
        *platform_rows("audit_chainhead", web=""),
        *journal_rights(),
        # Making or destroying a patient's key is an act about that patient, though the keyring knows no journal.
        *guarded("crypto_patientkey"),
    ]
