"""Who looked at a file is told instant by instant: a page never ends in the middle of one."""

from django.db import migrations

from audit.accesses import accesses_function_again


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_calls_are_told")]

    operations = [*accesses_function_again()]
