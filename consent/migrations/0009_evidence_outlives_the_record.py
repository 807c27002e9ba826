"""What a person was told and decided is evidence for five years after the relation, longer than some agendas (R-15)."""

from django.db import migrations, models

MODELS = ("noticerecord", "consentrecord", "guardianconsent")


class Migration(migrations.Migration):
    dependencies = [("consent", "0008_guardians")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="relation_ended_at",
                field=models.DateTimeField(blank=True, null=True),
            )
            for name in MODELS
        ),
        *(
            migrations.RunSQL(
                f"GRANT UPDATE (relation_ended_at) ON consent_{name} TO permanence_web",
                f"REVOKE UPDATE (relation_ended_at) ON consent_{name} FROM permanence_web",
            )
            for name in MODELS
        ),
    ]
