"""A guardian whom no message reaches is work for the desk, about the visit and gone with it."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import composite_fk

CAUSES = [
    ("failed", "Message non remis"),
    ("unknown", "Envoi incertain : peut-être reçu, peut-être pas"),
    ("not_told", "Patient non prévenu d'un changement"),
    ("ambiguous", "Réponse à rapprocher d'un rendez-vous"),
    ("unreadable", "Réponse à lire"),
    ("cancel_asked", "Annulation demandée par SMS"),
    ("quarantined", "Réponse mise de côté : donnée sensible"),
    ("guardian", "Titulaire de l'autorité parentale à joindre : aucun message ne lui est parti"),
]


class Migration(migrations.Migration):
    dependencies = [("booking", "0013_consignes_applied"), ("notifications", "0002_messages_apart")]

    operations = [
        migrations.RemoveConstraint(model_name="followup", name="followup_about_one_thing"),
        migrations.RemoveConstraint(model_name="followup", name="followup_cause_known"),
        migrations.AddField(
            model_name="followup",
            name="appointment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="booking.appointment",
            ),
        ),
        migrations.AlterField(
            model_name="followup", name="cause", field=models.CharField(choices=CAUSES, max_length=12)
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("appointment",),
                name="followup_open_once_a_visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appointment__isnull", True), ("delivery__isnull", False), ("reply__isnull", True)),
                    models.Q(("appointment__isnull", True), ("delivery__isnull", True), ("reply__isnull", False)),
                    models.Q(("appointment__isnull", False), ("delivery__isnull", True), ("reply__isnull", True)),
                    _connector="OR",
                ),
                name="followup_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", [code for code, _ in CAUSES])), name="followup_cause_known"
            ),
        ),
        composite_fk("notifications_followup", "appointment_id", "booking_appointment", on_delete="CASCADE"),
    ]
