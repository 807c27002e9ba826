"""What a person decided goes to another record only by a merge; only this room knows what a merge is."""

from django.db import migrations

from patients.structure import follows_a_merge


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_decisions_of_people"), ("patients", "0004_merges_apart")]

    operations = [follows_a_merge("consent_consentrecord", "subject_id")]
