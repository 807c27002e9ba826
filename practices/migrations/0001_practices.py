import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Practice",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("general", "Médecine générale"),
                            ("paediatrics", "Pédiatrie"),
                            ("physiotherapy", "Kinésithérapie"),
                            ("other", "Autre"),
                        ],
                        max_length=20,
                    ),
                ),
                ("phone", models.CharField(blank=True, default="", max_length=16)),
                ("greeting", models.CharField(blank=True, default="", max_length=300)),
                ("public_text", models.TextField(blank=True, default="", max_length=2000)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="practice_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["general", "paediatrics", "physiotherapy", "other"])),
                        name="practice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}$"), _connector="OR"),
                        name="practice_phone_is_e164",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("address_line", models.CharField(blank=True, default="", max_length=200)),
                ("address_extra", models.CharField(blank=True, default="", max_length=200)),
                ("postal_code", models.CharField(blank=True, default="", max_length=10)),
                ("city", models.CharField(blank=True, default="", max_length=100)),
                ("timezone", models.CharField(default="Europe/Paris", max_length=64)),
                (
                    "holiday_territory",
                    models.CharField(
                        choices=[
                            ("FR", "France métropolitaine"),
                            ("57", "Moselle"),
                            ("6AE", "Alsace"),
                            ("971", "Guadeloupe"),
                            ("972", "Martinique"),
                            ("973", "Guyane"),
                            ("974", "La Réunion"),
                            ("976", "Mayotte"),
                            ("BL", "Saint-Barthélemy"),
                            ("MF", "Saint-Martin"),
                            ("NC", "Nouvelle-Calédonie"),
                            ("PF", "Polynésie française"),
                            ("PM", "Saint-Pierre-et-Miquelon"),
                            ("WF", "Wallis-et-Futuna"),
                        ],
                        default="FR",
                        max_length=3,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="locations", to="practices.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="location_practice_id"),
                    models.UniqueConstraint(fields=("practice", "name"), name="location_name_once_per_practice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "holiday_territory__in",
                                [
                                    "FR",
                                    "57",
                                    "6AE",
                                    "971",
                                    "972",
                                    "973",
                                    "974",
                                    "976",
                                    "BL",
                                    "MF",
                                    "NC",
                                    "PF",
                                    "PM",
                                    "WF",
                                ],
                            )
                        ),
                        name="location_territory_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Practitioner",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(blank=True, default="", max_length=20)),
                ("family_name", models.CharField(max_length=100)),
                ("given_names", models.CharField(max_length=100)),
                ("rpps", models.CharField(blank=True, max_length=11, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practitioner",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rpps",), name="practitioner_rpps_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rpps__isnull", True), ("rpps__regex", "^[0-9]{11}$"), _connector="OR"),
                        name="practitioner_rpps_is_11_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("family_name", ""), _negated=True), name="practitioner_has_a_name"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PractitionerRole",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("specialty", models.CharField(blank=True, default="", max_length=100)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("overbooking_limit", models.PositiveSmallIntegerField(default=2)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practitioner_roles",
                        to="practices.location",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practitioner_roles",
                        to="practices.practice",
                    ),
                ),
                (
                    "practitioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roles", to="practices.practitioner"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="practitionerrole_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "practitioner", "location"), name="practitionerrole_once_per_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overbooking_limit__lte", 9)), name="practitionerrole_overbooking_at_most_9"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="PracticeMembership",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("practitioner", "Praticien"), ("practice_secretary", "Secrétaire du cabinet")],
                        max_length=20,
                    ),
                ),
                (
                    "additions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="practices.practice"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practitioner_role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="practices.practitionerrole",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user"], name="practicemembership_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="practicemembership_practice_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("practice", "user"),
                        name="practicemembership_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["practitioner", "practice_secretary"])),
                        name="practicemembership_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="practicemembership_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Secretariat",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="secretariat_has_a_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="practices.practice"
                    ),
                ),
                (
                    "secretariat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="practices.secretariat",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["secretariat", "ends_at"], name="delegation_secretariat"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="delegation_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="delegation_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("permissions__len__gte", 1)), name="delegation_is_scoped"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_by__isnull", True), ("revoked_at__isnull", False), _connector="OR"
                        ),
                        name="delegation_revoker_has_a_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecretariatMembership",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("secretary", "Télésecrétaire"), ("manager", "Responsable du télésecrétariat")],
                        max_length=20,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "secretariat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="practices.secretariat",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secretariat_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user"], name="secretariatmembership_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("secretariat", "user"),
                        name="secretariatmembership_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["secretary", "manager"])),
                        name="secretariatmembership_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="secretariatmembership_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitReason",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=100)),
                ("duration_minutes", models.PositiveSmallIntegerField()),
                ("buffer_before_minutes", models.PositiveSmallIntegerField(default=0)),
                ("buffer_after_minutes", models.PositiveSmallIntegerField(default=0)),
                ("step_minutes", models.PositiveSmallIntegerField()),
                ("min_notice_minutes", models.PositiveIntegerField(default=0)),
                ("booking_window_days", models.PositiveSmallIntegerField(default=90)),
                ("open_to_new_patients", models.BooleanField(default=True)),
                ("open_to_known_patients", models.BooleanField(default=True)),
                ("by_phone", models.BooleanField(default=True)),
                ("by_web", models.BooleanField(default=False)),
                ("by_partner", models.BooleanField(default=False)),
                ("public_instructions", models.TextField(blank=True, default="", max_length=1000)),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("bleu", "Bleu"),
                            ("prune", "Prune"),
                            ("vert", "Vert"),
                            ("ambre", "Ambre"),
                            ("sarcelle", "Sarcelle"),
                        ],
                        default="bleu",
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_reasons",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="visitreason_practice_id"),
                    models.UniqueConstraint(fields=("practice", "name"), name="visitreason_name_once_per_practice"),
                    models.CheckConstraint(
                        condition=models.Q(("duration_minutes__gte", 1), ("duration_minutes__lte", 1440)),
                        name="visitreason_duration_within_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step_minutes__gte", 1), ("step_minutes__lte", 1440)),
                        name="visitreason_step_within_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("buffer_after_minutes__lte", 240), ("buffer_before_minutes__lte", 240)),
                        name="visitreason_buffers_at_most_4_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booking_window_days__gte", 1), ("booking_window_days__lte", 730)),
                        name="visitreason_window_at_most_2_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_notice_minutes__lte", 86400)),
                        name="visitreason_notice_at_most_60_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colour__in", ["bleu", "prune", "vert", "ambre", "sarcelle"])),
                        name="visitreason_colour_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="VisitReasonRole",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practices.practice"
                    ),
                ),
                (
                    "practitioner_role",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="practices.practitionerrole",
                    ),
                ),
                (
                    "visit_reason",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_by",
                        to="practices.visitreason",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="visitreasonrole_practice_id"),
                    models.UniqueConstraint(
                        fields=("practice", "visit_reason", "practitioner_role"), name="visitreasonrole_once"
                    ),
                ]
            },
        ),
    ]
