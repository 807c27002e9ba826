"""What a person was told and decided may be destroyed with the person, where the journal says so."""

from django.db import migrations

from audit.structure import deletable


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_decisions_of_people"), ("audit", "0004_erasures_are_said")]

    operations = [
        *deletable("consent_noticerecord", "subject_id"),
        *deletable("consent_consentrecord", "subject_id"),
    ]
