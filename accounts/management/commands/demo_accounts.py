"""`manage.py demo_accounts [--json]`: who can sign in to the demonstration."""

import json
from typing import Any

from django.core.checks import Tags
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.demonstration import ACCOUNTS, check_demonstration


class Command(BaseCommand):
    help = "Lists the demonstration accounts with their passwords. Refuses on production settings."
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_demonstration()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            accounts = [{"username": a.username, "role": a.role, "password": a.password} for a in ACCOUNTS]
            self.stdout.write(json.dumps(accounts, ensure_ascii=False))
            return
        for account in ACCOUNTS:
            self.stdout.write(f"{account.username:<12}{account.role:<14}{account.password}")
