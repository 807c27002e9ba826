"""Every migration, as the owner of the tables.

Django makes the models of a migration's state anew at almost every operation: looking each time for what may be
forgotten is a third of the work.
"""

from django.core.management import call_command

from config import garbage


def migrate() -> None:
    """Bring the owner's database to the present state of the code; no question asked, nothing printed."""
    with garbage.seldom():
        call_command("migrate", database="owner", interactive=False, verbosity=0)
