"""Each recipient of the data has a letter, which the outbox carries; an acknowledgement ends it (art. 19)."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import composite_fk

STATES = ["pending", "sent", "told", "impossible"]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0012_people_with_an_account_leave_directives")]

    operations = [
        migrations.AddField(
            model_name="propagation",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="privacy.rightsletter",
            ),
        ),
        migrations.AddField(
            model_name="propagation", name="sent_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="propagation",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "À prévenir"),
                    ("sent", "Écrit, accusé attendu"),
                    ("told", "Prévenu"),
                    ("impossible", "Impossible ou disproportionné"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="propagation", name="propagation_state_known"),
        migrations.AddConstraint(
            model_name="propagation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="propagation_state_known"
            ),
        ),
        migrations.RemoveConstraint(model_name="propagation", name="propagation_settled_at_an_instant"),
        migrations.AddConstraint(
            model_name="propagation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("state__in", ["pending", "sent"])),
                    models.Q(
                        models.Q(("state__in", ["pending", "sent"]), _negated=True), ("settled_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="propagation_settled_at_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="propagation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"),
                    models.Q(models.Q(("state", "pending"), _negated=True), ("sent_at__isnull", True), _connector="OR"),
                    models.Q(("sent_at__isnull", True), ("letter__isnull", False), _connector="OR"),
                ),
                name="propagation_sent_with_its_letter",
            ),
        ),
        composite_fk("privacy_propagation", "letter_id", "privacy_rightsletter"),
        migrations.RunSQL(
            "GRANT UPDATE (sent_at) ON privacy_propagation TO permanence_web",
            "REVOKE UPDATE (sent_at) ON privacy_propagation FROM permanence_web",
        ),
    ]
