"""`manage.py purge_sign_ins`: forgets connection traces older than twelve months."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import purge_sign_ins


class Command(BaseCommand):
    help = "Deletes connection traces older than SIGN_IN_LOG_MONTHS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge_sign_ins()} connection traces deleted.")
