"""Rotation: which practices have keys, for the owner alone; one top key in force at a time."""

from django.db import migrations, models

from core.tenancy import OWNER, reviewed_function

# Ids only: the owner then enters each practice by its signed context.
PRACTICES = """
CREATE FUNCTION crypto_practices() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT practice_id FROM crypto_practicekey
$$"""


class Migration(migrations.Migration):
    dependencies = [("crypto", "0001_keyring")]

    operations = [
        migrations.AddConstraint(
            model_name="topkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")), fields=("site",), name="topkey_one_active_per_site"
            ),
        ),
        reviewed_function(PRACTICES, "crypto_practices()", reads=["crypto_practicekey"], executors=OWNER),
    ]
