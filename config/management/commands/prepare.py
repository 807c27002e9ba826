"""`manage.py prepare`: brings a demonstration's database and files up to date, in one process.

Migrations as the owner, the key that signs practice contexts, the first keys, static files, and the demonstration
data when nobody can sign in yet. Every step may be repeated.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.migrating import migrate


class Command(BaseCommand):
    help = "Migrates, installs the signing key, collects static files, loads the demonstration data when empty."

    def handle(self, *args: Any, **options: Any) -> None:
        migrate()
        call_command("install_context_key")
        call_command("prepare_keys")
        call_command("collectstatic", interactive=False, verbosity=0)
        if not get_user_model()._default_manager.exists():
            self.stdout.write("Loading the demonstration secretariat …")
            call_command("load_demo")
