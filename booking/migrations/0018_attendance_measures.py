"""A practitioner decides what follows from missed visits, until a day; an absence can be excused, a visit confirmed
by telephone."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

import core.ids
from audit.structure import deletable, guarded
from core.tenancy import composite_fk, practice_rows
from patients.structure import follows_a_merge

THROUGH = [("sms", "par SMS"), ("link", "en ligne"), ("call", "par téléphone")]
GRADES = [
    ("reminder-call", "Appel de rappel avant chaque rendez-vous"),
    ("must-confirm", "Chaque rendez-vous est à confirmer, par le lien reçu ou par téléphone"),
    ("phone-only", "Les rendez-vous se prennent par téléphone"),
]
CAUSES = [
    ("repeated-absences", "Plusieurs absences sans prévenir"),
    ("late-cancellations", "Plusieurs annulations de dernière minute"),
    ("agreed", "Convenu avec le patient"),
]
TABLE = "booking_attendancemeasure"


def somebody() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0017_booked_reads_reserved"),
        ("patients", "0011_shared_items_reported"),
        ("practices", "0010_mandates_can_be_set_aside"),
        ("audit", "0004_erasures_are_said"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceMeasure",
            fields=[
                ("id", models.UUIDField(default=core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("grade", models.CharField(choices=GRADES, max_length=13)),
                ("cause", models.CharField(choices=CAUSES, max_length=18)),
                ("decided_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", somebody()),
                ("lifted_by", somebody()),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance_measures",
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
            ],
            options={
                "indexes": [models.Index(fields=["practice", "patient"], name="attendancemeasure_patient")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="attendancemeasure_practice_id"),
                    models.CheckConstraint(
                        condition=Q(grade__in=[value for value, _ in GRADES]), name="attendancemeasure_grade_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(cause__in=[value for value, _ in CAUSES]), name="attendancemeasure_cause_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(ends_at__gt=F("decided_at"), ends_at__lte=F("decided_at") + timedelta(days=366)),
                        name="attendancemeasure_ends_within_a_year",
                    ),
                    models.CheckConstraint(
                        condition=Q(lifted_at__isnull=True, lifted_by__isnull=True) | Q(lifted_at__gte=F("decided_at")),
                        name="attendancemeasure_lifted_after_it_began",
                    ),
                ],
            },
        ),
        *practice_rows(TABLE, web="SELECT, INSERT, UPDATE (patient_id, lifted_by_id, lifted_at)"),
        composite_fk(TABLE, "patient_id", "patients_patient"),
        *guarded(TABLE),
        follows_a_merge(TABLE),
        *deletable(TABLE),
        migrations.AddField("appointment", "absence_excused_at", models.DateTimeField(null=True, blank=True)),
        AddConstraintNotValid(
            "appointment",
            models.CheckConstraint(
                condition=Q(absence_excused_at__isnull=True) | Q(status="noshow"),
                name="appointment_excused_when_missed",
            ),
        ),
        migrations.RunSQL(
            "GRANT UPDATE (absence_excused_at) ON booking_appointment TO permanence_web",
            "REVOKE UPDATE (absence_excused_at) ON booking_appointment FROM permanence_web",
        ),
        migrations.AlterField(
            "appointment",
            "presence_through",
            models.CharField(max_length=4, choices=THROUGH, blank=True, default="", db_default=""),
        ),
        migrations.RemoveConstraint("appointment", "appointment_presence_said_somehow"),
        AddConstraintNotValid(
            "appointment",
            models.CheckConstraint(
                condition=Q(presence_at__isnull=True, presence_for__isnull=True, presence_through="")
                | Q(
                    presence_at__isnull=False,
                    presence_for__isnull=False,
                    presence_through__in=[value for value, _ in THROUGH],
                ),
                name="appointment_presence_said_somehow",
            ),
        ),
    ]
