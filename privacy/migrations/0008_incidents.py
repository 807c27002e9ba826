import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids
import crypto.fields
from core.tenancy import practice_rows


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0007_rights_know_what_is_owed"),
        ("privacy", "0007_deaths_and_directives"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("compromise", "Compte perdu, volé ou compromis"),
                            ("declared", "Déclaré par une personne"),
                        ],
                        max_length=10,
                    ),
                ),
                ("occurred_at", models.DateTimeField(null=True)),
                ("known_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                (
                    "natures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("confidentiality", "Confidentialité"),
                                ("integrity", "Intégrité"),
                                ("availability", "Disponibilité"),
                            ],
                            max_length=16,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("identity", "Identité"),
                                ("contact", "Coordonnées"),
                                ("nir", "NIR"),
                                ("appointments", "Rendez-vous"),
                                ("health", "Santé"),
                                ("credentials", "Identifiants de connexion"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("persons_count", models.PositiveIntegerField(null=True)),
                ("description", crypto.fields.SealedTextField(key_of="platform", null=True, pad=256)),
                ("consequences", crypto.fields.SealedTextField(key_of="platform", null=True, pad=256)),
                ("measures", crypto.fields.SealedTextField(key_of="platform", null=True, pad=256)),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("undecided", "À décider"),
                            ("none", "Pas de risque"),
                            ("risk", "Risque"),
                            ("high", "Risque élevé"),
                        ],
                        default="undecided",
                        max_length=10,
                    ),
                ),
                ("risk_decided_at", models.DateTimeField(null=True)),
                ("cnil_notified_at", models.DateTimeField(null=True)),
                ("delay_reason", crypto.fields.SealedTextField(key_of="platform", null=True, pad=64)),
                ("persons_told_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
                (
                    "risk_decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "secretariat",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practices.secretariat",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["secretariat", "known_at"], name="incident_secretariat")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="incident_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("practice__isnull", True), ("secretariat__isnull", True), _connector="OR"),
                        name="incident_of_one_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["compromise", "declared"])), name="incident_origin_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("risk__in", ["undecided", "none", "risk", "high"])),
                        name="incident_risk_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("risk", "undecided"), ("risk_decided_at__isnull", True)),
                            models.Q(
                                models.Q(("risk", "undecided"), _negated=True), ("risk_decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="incident_decision_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("occurred_at__isnull", True), ("occurred_at__lte", models.F("known_at")), _connector="OR"
                        ),
                        name="incident_known_after_it_happened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cnil_notified_at__isnull", True),
                            ("cnil_notified_at__gte", models.F("known_at")),
                            _connector="OR",
                        ),
                        name="incident_notified_after_it_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), models.Q(("risk", "undecided"), _negated=True), _connector="OR"
                        ),
                        name="incident_closed_once_decided",
                    ),
                    crypto.fields.SealedCheck(column="description", name="privacy_incident_description_sealed"),
                    crypto.fields.SealedCheck(column="consequences", name="privacy_incident_consequences_sealed"),
                    crypto.fields.SealedCheck(column="measures", name="privacy_incident_measures_sealed"),
                    crypto.fields.SealedCheck(column="delay_reason", name="privacy_incident_delay_reason_sealed"),
                ],
            },
        ),
        *practice_rows("privacy_incident", nullable=True),
    ]
