"""`/readyz` compares what was migrated with what this release knows: the web role may read that list."""

from django.db import migrations

from core.tenancy import platform_rows


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = platform_rows("django_migrations", web="SELECT")
