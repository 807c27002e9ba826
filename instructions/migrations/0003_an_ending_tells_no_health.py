"""A step of the urgency protocol keeps that it is the last one, and no longer in clear where it led."""

from django.db import migrations, models

import crypto.fields

# The rows keep whether they were the last; row-level security lets no migration read them one by one.
ENDS = """
ALTER TABLE instructions_urgencystep ALTER COLUMN outcome TYPE boolean USING outcome <> '';
ALTER TABLE instructions_urgencystep RENAME COLUMN outcome TO ends;
"""
# Where each led is gone from here: the signed protocol and the sealed answers still say it.
OUTCOME = """
ALTER TABLE instructions_urgencystep RENAME COLUMN ends TO outcome;
ALTER TABLE instructions_urgencystep
    ALTER COLUMN outcome TYPE varchar(14) USING CASE WHEN outcome THEN 'ordinary' ELSE '' END;
"""


class Migration(migrations.Migration):
    dependencies = [("instructions", "0002_consignes_apart")]

    operations = [
        migrations.RemoveConstraint(model_name="urgencystep", name="urgencystep_one_end"),
        migrations.RemoveConstraint(model_name="urgencystep", name="urgencystep_outcome_known"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ENDS, OUTCOME)],
            state_operations=[
                migrations.RemoveField(model_name="urgencystep", name="outcome"),
                migrations.AddField(model_name="urgencystep", name="ends", field=models.BooleanField(default=False)),
            ],
        ),
        migrations.AddConstraint(
            model_name="urgencystep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends", True)), fields=("run",), name="urgencystep_one_end"
            ),
        ),
        migrations.AlterField(
            model_name="urgencystep",
            name="answer",
            field=crypto.fields.SealedTextField(key_of="platform", pad=64),
        ),
    ]
