"""A visit booked online near another, of somebody who may not be told so, is work for the desk beside any other."""

from django.db import migrations, models

CAUSES = [
    ("failed", "Message non remis"),
    ("unknown", "Envoi incertain : peut-être reçu, peut-être pas"),
    ("not_told", "Patient non prévenu"),
    ("ambiguous", "Réponse à rapprocher d'un rendez-vous"),
    ("unreadable", "Réponse à lire"),
    ("cancel_asked", "Annulation demandée par SMS"),
    ("quarantined", "Réponse mise de côté : donnée sensible"),
    ("guardian", "Titulaire de l'autorité parentale à joindre : aucun message ne lui est parti"),
    ("earlier", "Place plus tôt à proposer par téléphone"),
    ("displaced", "Rendez-vous sans horaire : patient à rappeler"),
    ("near", "Pris en ligne près d'un autre rendez-vous de la même personne : lequel garder ?"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_displaced_to_call")]

    operations = [
        migrations.RemoveConstraint(model_name="followup", name="followup_cause_known"),
        migrations.AlterField(
            model_name="followup", name="cause", field=models.CharField(choices=CAUSES, max_length=12)
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause__in", [code for code, _ in CAUSES])), name="followup_cause_known"
            ),
        ),
        migrations.RemoveConstraint(model_name="followup", name="followup_open_once_a_visit"),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=["appointment", "cause"],
                condition=models.Q(("settled_at__isnull", True)),
                name="followup_open_once_a_cause",
            ),
        ),
    ]
