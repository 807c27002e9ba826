"""Whether the journal says, in this very transaction, that something of a patient is destroyed; keys ask it first."""

from django.db import migrations

from audit.structure import ERASED, RETIRED, deletable, says_function


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_bodies_go_after_a_year")]

    operations = [
        says_function(),
        *deletable("crypto_patientkey", verbs=(ERASED, RETIRED), rights=False),
    ]
