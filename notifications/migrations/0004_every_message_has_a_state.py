"""What other rooms ask to be said is a row with a state too; where each message went is known as a keyed digest."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core.tenancy import composite_fk
from notifications.structure import claim_by_subject

KINDS = [
    "booked", "moved", "cancelled", "week_before", "day_before", "same_day", "code", "guardian", "earlier", "alert",
    "letter",
]  # fmt: skip
CAUSES = [
    ("failed", "Message non remis"),
    ("unknown", "Envoi incertain : peut-être reçu, peut-être pas"),
    ("not_told", "Patient non prévenu"),
    ("ambiguous", "Réponse à rapprocher d'un rendez-vous"),
    ("unreadable", "Réponse à lire"),
    ("cancel_asked", "Annulation demandée par SMS"),
    ("quarantined", "Réponse mise de côté : donnée sensible"),
    ("guardian", "Titulaire de l'autorité parentale à joindre : aucun message ne lui est parti"),
]


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_rows_may_be_taken_out"), ("notifications", "0003_guardians_to_reach")]

    operations = [
        migrations.AddField("delivery", "posting", models.UUIDField(null=True, blank=True)),
        migrations.AddField("delivery", "number_key", models.BinaryField(max_length=32, null=True, blank=True)),
        migrations.AlterField(
            "delivery",
            "appointment",
            models.ForeignKey(
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
            "delivery", "kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=11)
        ),
        migrations.RemoveConstraint("delivery", "delivery_kind_known"),
        migrations.AddConstraint(
            "delivery", models.CheckConstraint(condition=Q(kind__in=KINDS), name="delivery_kind_known")
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, posting__isnull=True)
                | Q(appointment__isnull=True, posting__isnull=False),
                name="delivery_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            "delivery",
            models.UniqueConstraint(
                fields=["posting"], condition=Q(posting__isnull=False), name="delivery_posted_once"
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["practice", "number_key", "sending_at"],
                condition=Q(number_key__isnull=False),
                name="delivery_by_number",
            ),
        ),
        migrations.AlterField("followup", "cause", models.CharField(choices=CAUSES, max_length=12)),
        composite_fk("notifications_delivery", "posting", "outbox_outboxrow", on_delete="CASCADE"),
        *claim_by_subject(),
    ]
