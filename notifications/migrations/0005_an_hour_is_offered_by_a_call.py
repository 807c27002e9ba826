"""An hour freed sooner is told by a call to whoever has but a landline: work for the desk, about the visit."""

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
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_every_message_has_a_state")]

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
    ]
