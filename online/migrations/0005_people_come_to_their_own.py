"""People come to their own: proofs of who owns a record, accounts of patients, the records that those may open."""

import django.db.models.deletion
from django.db import migrations, models

import core.ids
import crypto.fields
from audit.structure import guarded
from core.tenancy import composite_fk, platform_rows, practice_rows, reviewed_function

SWEEP = """
CREATE FUNCTION online_sweep(counted_before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM online_allowance WHERE at < counted_before;
    DELETE FROM online_appointmentlink l
     WHERE NOT EXISTS (SELECT FROM booking_appointment a
                        WHERE a.id = l.appointment_id AND a.ends_at > now() - interval '1 day');
    DELETE FROM online_earlierwish w
     WHERE NOT EXISTS (SELECT FROM booking_appointment a
                        WHERE a.id = w.appointment_id AND a.ends_at > now() - interval '1 day');
    DELETE FROM online_ownerproof WHERE expires_at <= now();
    DELETE FROM online_accountsession WHERE expires_at <= now();
    WITH dropped AS (DELETE FROM online_bookingdraft WHERE expires_at <= now() RETURNING 1)
    SELECT count(*) FROM dropped
$$
"""
# Ids only: which practices keep a record that this account may open.
RECORDS = """
CREATE FUNCTION online_records_of(account uuid) RETURNS TABLE (practice_id uuid, held_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT h.practice_id, h.id FROM online_heldrecord h WHERE h.account_id = account ORDER BY h.practice_id, h.id
$$
"""
FORMER_GOES = "SET ROLE permanence_search; DROP FUNCTION online_sweep(timestamptz); RESET ROLE"
PROOF = "code_number, code_until, wrong_codes, proven_at"
SWEPT = "online_accountsession, online_ownerproof"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_journal"),
        ("booking", "0010_minors_and_proxies"),
        ("online", "0004_earlier_wishes"),
        ("patients", "0011_shared_items_reported"),
        ("practices", "0009_online_booking_on_wish"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatientAccount",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("contact", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("contact_digest", models.CharField(max_length=64, null=True, unique=True)),
                ("federated_digest", models.CharField(max_length=64, null=True, unique=True)),
                ("handle", models.CharField(max_length=128, unique=True)),
                ("password", models.CharField(blank=True, default="", max_length=128)),
                ("totp_seed", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("totp_step", models.BigIntegerField(default=-1)),
                ("created_at", models.DateTimeField()),
                ("last_seen_date", models.DateField()),
                ("idle_told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact__isnull", False), ("contact_digest__isnull", False)),
                            models.Q(
                                ("contact__isnull", True),
                                ("contact_digest__isnull", True),
                                ("federated_digest__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="patientaccount_known_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("password", ""), ("totp_seed__isnull", True)),
                            models.Q(models.Q(("password", ""), _negated=True), ("totp_seed__isnull", False)),
                            _connector="OR",
                        ),
                        name="patientaccount_password_with_a_second_factor",
                    ),
                    crypto.fields.SealedCheck(column="contact", name="online_patientaccount_contact_sealed"),
                    crypto.fields.SealedCheck(column="totp_seed", name="online_patientaccount_totp_seed_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountPasskey",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("credential_id", models.TextField()),
                ("credential_sha256", models.CharField(max_length=64, unique=True)),
                ("public_key", models.TextField()),
                ("sign_count", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passkeys", to="online.patientaccount"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OwnerProof",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("appointment_id", models.UUIDField(blank=True, null=True)),
                ("held_id", models.UUIDField(blank=True, null=True)),
                ("code_number", models.PositiveSmallIntegerField(default=0)),
                ("code_until", models.DateTimeField(blank=True, null=True)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("proven_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="ownerproof_expiry")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="ownerproof_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appointment_id__isnull", False), ("held_id__isnull", True)),
                            models.Q(
                                ("appointment_id__isnull", True),
                                ("held_id__isnull", False),
                                ("proven_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ownerproof_of_one_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="ownerproof_expires_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldRecord",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "answers",
                    models.CharField(
                        choices=[("self", "self"), ("guardian", "guardian"), ("proxy", "proxy")], max_length=8
                    ),
                ),
                ("held_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="online.patientaccount"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="heldrecord_practice_id"),
                    models.UniqueConstraint(fields=("practice", "patient", "account"), name="heldrecord_once"),
                    models.CheckConstraint(
                        condition=models.Q(("answers__in", ["self", "guardian", "proxy"])),
                        name="heldrecord_answers_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("key_digest", models.CharField(max_length=64, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("coming", "Rien encore"),
                            ("contact", "Un contact est à elle"),
                            ("password", "Le mot de passe est le bon"),
                            ("federated", "Un fournisseur d'identité la connaît"),
                            ("signed-in", "Deux facteurs"),
                        ],
                        default="coming",
                        max_length=9,
                    ),
                ),
                ("contact", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("federated", models.CharField(blank=True, default="", max_length=64)),
                ("totp_seed", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("challenge", models.CharField(blank=True, default="", max_length=128)),
                ("code_number", models.PositiveSmallIntegerField(default=0)),
                ("code_until", models.DateTimeField(blank=True, null=True)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0)),
                ("proven_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="online.patientaccount",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="accountsession_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="accountsession_expires_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["coming", "contact", "password", "federated", "signed-in"])),
                        name="accountsession_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["password", "signed-in"]), _negated=True),
                            ("account__isnull", False),
                            _connector="OR",
                        ),
                        name="accountsession_of_an_account",
                    ),
                    crypto.fields.SealedCheck(column="contact", name="online_accountsession_contact_sealed"),
                    crypto.fields.SealedCheck(column="totp_seed", name="online_accountsession_totp_seed_sealed"),
                ],
            },
        ),
        *practice_rows("online_ownerproof", web=f"SELECT, INSERT, UPDATE ({PROOF}), DELETE"),
        *practice_rows("online_heldrecord", web="SELECT, INSERT, UPDATE (patient_id), DELETE"),
        *platform_rows("online_patientaccount"),
        *platform_rows("online_accountpasskey"),
        *platform_rows("online_accountsession"),
        composite_fk("online_ownerproof", "appointment_id", "booking_appointment", on_delete="CASCADE"),
        composite_fk("online_ownerproof", "held_id", "online_heldrecord", on_delete="CASCADE"),
        composite_fk("online_heldrecord", "patient_id", "patients_patient"),
        *guarded("online_heldrecord"),
        reviewed_function(RECORDS, "online_records_of(uuid)", reads=["online_heldrecord"]),
        migrations.RunSQL(FORMER_GOES, migrations.RunSQL.noop),
        reviewed_function(
            SWEEP,
            "online_sweep(timestamptz)",
            reads=[
                "online_accountsession",
                "online_allowance",
                "online_appointmentlink",
                "online_bookingdraft",
                "online_earlierwish",
                "online_ownerproof",
                "booking_appointment",
            ],
        ),
        migrations.RunSQL(
            f"GRANT DELETE ON {SWEPT} TO permanence_search", f"REVOKE DELETE ON {SWEPT} FROM permanence_search"
        ),
    ]
