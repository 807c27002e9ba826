"""`manage.py prepare_keys`: the first top key, the token keys and the platform key of an installation. Idempotent."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from crypto import keyring


class Command(BaseCommand):
    help = "Make the first keys of an installation where they do not exist yet."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        keyring.ensure_platform_key()
        keyring.check_ready()
