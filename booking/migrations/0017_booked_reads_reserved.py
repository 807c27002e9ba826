"""A booked visit reads « Réservé »: « confirmé » is what its patient says. Words only, no statement."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0016_a_search_asks_when_only")]

    operations = [
        migrations.AlterField(
            "appointment",
            "status",
            models.CharField(
                max_length=16,
                choices=[
                    ("proposed", "Proposé"),
                    ("pending", "En attente d'accord"),
                    ("booked", "Réservé"),
                    ("arrived", "Arrivé"),
                    ("fulfilled", "Honoré"),
                    ("cancelled", "Annulé"),
                    ("noshow", "Absent"),
                    ("entered-in-error", "Saisi par erreur"),
                ],
            ),
        ),
    ]
