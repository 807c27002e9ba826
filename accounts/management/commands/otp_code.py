"""`manage.py otp_code NAME`: a code of a demonstration account that can be used right now."""

import time
from typing import Any

from django.core.checks import Tags
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.demonstration import check_demonstration
from accounts.models import TotpDevice
from accounts.queries import person
from accounts.totp import STEP_SECONDS, code_at, step_at
from core import clock


class Command(BaseCommand):
    help = "Prints the current code of a demonstration account. Refuses on production settings."
    requires_system_checks = [Tags.security]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_demonstration()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        user = person(options["username"])
        device = TotpDevice.objects.filter(user=user, confirmed=True).first() if user else None
        if device is None:
            raise CommandError(f"No demonstration account named {options['username']!r} has a second factor.")
        wait = seconds_to_next_code(device, clock.now().timestamp())
        if wait:
            # Codes work once: the present one has been used, so a person needs the next one.
            self.stderr.write(f"The present code has been used; the next one comes in {wait} s.")
            time.sleep(wait)
        self.stdout.write(code_at(device.seed.open(), clock.now().timestamp()))


def seconds_to_next_code(device: TotpDevice, timestamp: float) -> int:
    """Whole seconds until an unused code exists, 0 when the present one is unused."""
    if step_at(timestamp) > device.last_step:
        return 0
    return int((device.last_step + 1) * STEP_SECONDS - timestamp) + 1
