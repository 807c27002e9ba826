import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0005_erased_by_word"),
        ("practices", "0007_rights_know_what_is_owed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Charter",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("charter", "Charte informatique"), ("secrecy", "Engagement de secret")], max_length=10
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField(max_length=20000)),
                ("sha256", models.CharField(max_length=64)),
                ("effective_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charters",
                        to="practices.practice",
                    ),
                ),
                (
                    "published_by",
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
                        related_name="charters",
                        to="practices.secretariat",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="charter_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "kind", "version"), name="charter_practice_version_once"
                    ),
                    models.UniqueConstraint(
                        fields=("secretariat", "kind", "version"), name="charter_secretariat_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("practice__isnull", True), ("secretariat__isnull", False)),
                            models.Q(("practice__isnull", False), ("secretariat__isnull", True)),
                            _connector="OR",
                        ),
                        name="charter_of_one_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["charter", "secrecy"])), name="charter_kind_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="charter_version_from_1"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="charter_says_something"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="CharterAcceptance",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("password-totp", "Mot de passe et code de l'application"),
                            ("password-recovery-code", "Mot de passe et code de secours"),
                            ("demonstration", "Chargé avec la démonstration"),
                        ],
                        max_length=24,
                    ),
                ),
                ("session_id", models.UUIDField(null=True)),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="consent.charter"
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charter_acceptances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="charteracceptance_practice_id"),
                    models.UniqueConstraint(fields=("user", "charter"), name="charteracceptance_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["password-totp", "password-recovery-code", "demonstration"])
                        ),
                        name="charteracceptance_method",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session_id__isnull", False), ("method", "demonstration"), _connector="OR"),
                        name="charteracceptance_in_a_session",
                    ),
                ]
            },
        ),
    ]
