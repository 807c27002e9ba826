"""Rights requests with their copies, letters and recipients: practices apart, a request attached follows a merge."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from audit.structure import guarded
from core.tenancy import composite_fk, practice_rows

# What was asked, when and through which door never changes; whose record it is about, and what was decided, do.
REQUEST_CHANGES = (
    "patient_id, content, data_concerned, quarantine, state, identity_proof, identity_checked_at,"
    " identity_checked_by_id, extended_at, refusal_grounds, decision_note, decided_at, decided_by_id, executed,"
    " executed_at, difference, answered_at, version"
)

# As `follows_a_merge`, but that a request may also lose its record: it outlives the erasure it asked for.
FOLLOWS = """
CREATE CONSTRAINT TRIGGER privacy_rightsrequest_patient_id_merge AFTER UPDATE OF patient_id ON privacy_rightsrequest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.patient_id IS NOT NULL)
    EXECUTE FUNCTION patients_follows_a_merge('patient_id')
"""
STAYS = "DROP TRIGGER privacy_rightsrequest_patient_id_merge ON privacy_rightsrequest"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_journal"),
        ("crypto", "0001_keyring"),
        ("patients", "0006_limited_records"),
        ("practices", "0004_officers_of_data_protection"),
        ("privacy", "0002_ledger_of_erasures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Accès aux données"),
                            ("rectification", "Rectification"),
                            ("locking-or-erasure", "Verrouillage ou effacement"),
                            ("withdrawal", "Retrait du consentement"),
                            ("restriction", "Limitation du traitement"),
                            ("objection", "Opposition"),
                            ("portability", "Portabilité"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "intake",
                    models.CharField(
                        choices=[
                            ("post", "Courrier"),
                            ("email", "E-mail"),
                            ("desk", "Accueil ou téléphone"),
                            ("portal", "Portail"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "requester",
                    models.CharField(
                        choices=[
                            ("self", "La personne elle-même"),
                            ("guardian", "Titulaire de l'autorité parentale ou tuteur"),
                            ("proxy", "Mandataire"),
                            ("heir", "Héritier"),
                            ("executor", "Personne désignée par les directives"),
                            ("lawyer", "Avocat"),
                        ],
                        max_length=8,
                    ),
                ),
                ("requester_name", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                ("requester_contact", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("content", crypto.fields.SealedTextField(key_of="platform", null=True, pad=256)),
                ("data_concerned", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                (
                    "quarantine",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=6), blank=True, default=list, size=None
                    ),
                ),
                ("is_medical_file", models.BooleanField(default=False)),
                ("is_old_file", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("received_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Reçue"),
                            ("needs-precision", "Précision attendue"),
                            ("identity-pending", "Identité à vérifier"),
                            ("in-progress", "En cours"),
                            ("extended", "Prolongée"),
                            ("granted", "Acceptée"),
                            ("partly-granted", "Acceptée en partie"),
                            ("refused", "Refusée"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "identity_proof",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identity_card", "Copie de la carte nationale d'identité"),
                            ("passport", "Copie du passeport"),
                            ("session", "Session authentifiée"),
                            ("on_the_spot", "Document présenté sur place, sans copie"),
                        ],
                        default="",
                        max_length=13,
                    ),
                ),
                ("identity_checked_at", models.DateTimeField(blank=True, null=True)),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "refusal_grounds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("decision_note", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "executed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("executed_at", models.DateTimeField(blank=True, null=True)),
                ("difference", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "identity_checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "-received_at"], name="rightsrequest_latest"),
                    models.Index(fields=["practice", "patient"], name="rightsrequest_patient"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="rightsrequest_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "access",
                                    "rectification",
                                    "locking-or-erasure",
                                    "withdrawal",
                                    "restriction",
                                    "objection",
                                    "portability",
                                ],
                            )
                        ),
                        name="rightsrequest_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("intake__in", ["post", "email", "desk", "portal"])),
                        name="rightsrequest_door_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("requester__in", ["self", "guardian", "proxy", "heir", "executor", "lawyer"])
                        ),
                        name="rightsrequest_requester_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "received",
                                    "needs-precision",
                                    "identity-pending",
                                    "in-progress",
                                    "extended",
                                    "granted",
                                    "partly-granted",
                                    "refused",
                                ],
                            )
                        ),
                        name="rightsrequest_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("identity_checked_at__isnull", True), ("identity_proof", "")),
                            models.Q(
                                ("identity_checked_at__isnull", False),
                                ("identity_proof__in", ["identity_card", "passport", "session", "on_the_spot"]),
                            ),
                            _connector="OR",
                        ),
                        name="rightsrequest_identity_proven_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["in-progress", "extended", "granted", "partly-granted"]), _negated=True
                            ),
                            models.Q(
                                ("data_concerned__isnull", False), models.Q(("identity_proof", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="rightsrequest_precise_and_identified",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__gte", models.F("received_at")),
                                ("state__in", ["granted", "partly-granted", "refused"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["granted", "partly-granted", "refused"]), _negated=True),
                                ("decided_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="rightsrequest_decided_at_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refusal_grounds__len__gte", 1), ("state__in", ["refused", "partly-granted"])),
                            models.Q(
                                models.Q(("state__in", ["refused", "partly-granted"]), _negated=True),
                                ("refusal_grounds__len", 0),
                            ),
                            _connector="OR",
                        ),
                        name="rightsrequest_refused_on_a_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarantine__contained_by", ["nir", "health"])),
                        name="rightsrequest_quarantine_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="rightsrequest_version_from_1"
                    ),
                    crypto.fields.SealedCheck(
                        column="requester_name", name="privacy_rightsrequest_requester_name_sealed"
                    ),
                    crypto.fields.SealedCheck(
                        column="requester_contact", name="privacy_rightsrequest_requester_contact_sealed"
                    ),
                    crypto.fields.SealedCheck(column="content", name="privacy_rightsrequest_content_sealed"),
                    crypto.fields.SealedCheck(
                        column="data_concerned", name="privacy_rightsrequest_data_concerned_sealed"
                    ),
                    crypto.fields.SealedCheck(
                        column="decision_note", name="privacy_rightsrequest_decision_note_sealed"
                    ),
                    crypto.fields.SealedCheck(column="difference", name="privacy_rightsrequest_difference_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsLetter",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "letter",
                    models.CharField(
                        choices=[
                            ("received", "Nous avons reçu votre demande"),
                            ("quarantined", "Votre message contient une donnée à ne pas envoyer"),
                            ("precision", "Votre demande doit être précisée"),
                            ("identity", "Votre identité doit être vérifiée"),
                            ("extended", "Un délai supplémentaire est nécessaire"),
                            ("granted", "Votre demande est acceptée"),
                            ("partly-granted", "Votre demande est acceptée en partie"),
                            ("refused", "Votre demande est refusée"),
                            ("recipient", "Données à mettre à jour"),
                        ],
                        max_length=14,
                    ),
                ),
                ("way", models.CharField(choices=[("outbox", "Envoyée"), ("print", "Imprimée")], max_length=6)),
                ("body", crypto.fields.SealedTextField(key_of="platform", pad=256)),
                ("written_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="privacy.rightsrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "request", "written_at"], name="rightsletter_of_request"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="rightsletter_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "letter__in",
                                [
                                    "received",
                                    "quarantined",
                                    "precision",
                                    "identity",
                                    "extended",
                                    "granted",
                                    "partly-granted",
                                    "refused",
                                    "recipient",
                                ],
                            )
                        ),
                        name="rightsletter_template_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["outbox", "print"])), name="rightsletter_way_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body__isnull", False)), name="rightsletter_says_something"
                    ),
                    crypto.fields.SealedCheck(column="body", name="privacy_rightsletter_body_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Propagation",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("recipient", crypto.fields.SealedTextField(key_of="platform", pad=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "À prévenir"),
                            ("told", "Prévenu"),
                            ("impossible", "Impossible ou disproportionné"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("listed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="privacy.rightsrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "request"], name="propagation_of_request"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="propagation_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "told", "impossible"])),
                        name="propagation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "pending")),
                            models.Q(models.Q(("state", "pending"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="propagation_settled_at_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recipient__isnull", False)), name="propagation_to_somebody"
                    ),
                    crypto.fields.SealedCheck(column="recipient", name="privacy_propagation_recipient_sealed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityCopy",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("identity_card", "Copie de la carte nationale d'identité"),
                            ("passport", "Copie du passeport"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("image/jpeg", "image/jpeg"),
                            ("image/png", "image/png"),
                            ("application/pdf", "application/pdf"),
                        ],
                        max_length=16,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("content", crypto.fields.SealedTextField(key_of="platform", null=True, pad=1024)),
                ("received_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="privacy.rightsrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("content__isnull", False)),
                        fields=["practice", "received_at"],
                        name="identitycopy_kept",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="identitycopy_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("document__in", ["identity_card", "passport"])),
                        name="identitycopy_document_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("media_type__in", ("image/jpeg", "image/png", "application/pdf"))),
                        name="identitycopy_media_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content__isnull", False), ("destroyed_at__isnull", True)),
                            models.Q(("content__isnull", True), ("destroyed_at__gte", models.F("received_at"))),
                            _connector="OR",
                        ),
                        name="identitycopy_kept_or_destroyed",
                    ),
                    crypto.fields.SealedCheck(column="content", name="privacy_identitycopy_content_sealed"),
                ],
            },
        ),
        *practice_rows("privacy_rightsrequest", web=f"SELECT, INSERT, UPDATE ({REQUEST_CHANGES}), DELETE"),
        *practice_rows("privacy_identitycopy", web="SELECT, INSERT, UPDATE (content, destroyed_at), DELETE"),
        *practice_rows("privacy_rightsletter", web="SELECT, INSERT, DELETE"),
        *practice_rows("privacy_propagation", web="SELECT, INSERT, UPDATE (state, settled_at, settled_by_id), DELETE"),
        composite_fk("privacy_rightsrequest", "patient_id", "patients_patient"),
        composite_fk("privacy_identitycopy", "request_id", "privacy_rightsrequest"),
        composite_fk("privacy_rightsletter", "request_id", "privacy_rightsrequest"),
        composite_fk("privacy_propagation", "request_id", "privacy_rightsrequest"),
        migrations.RunSQL(FOLLOWS, STAYS),
        *guarded("privacy_rightsrequest"),
    ]
