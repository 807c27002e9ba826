"""`manage.py load_demo`: two fictitious secretariats with their practices, patients and agendas."""

import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from config.demonstration.load import LoadUnderWay, load


class Command(BaseCommand):
    help = "Loads the demonstration data. Idempotent; refuses on production settings."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            is_new = load(self._say)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        except LoadUnderWay:
            raise CommandError("Another process is loading the demonstration: wait for it.") from None
        if is_new:
            self._say(f"Demonstration loaded in {time.monotonic() - started:.1f} s.")
        else:
            self._say("The demonstration is already there: nothing was changed.")

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
