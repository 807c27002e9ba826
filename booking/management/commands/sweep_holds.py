"""`manage.py sweep_holds`: delete the holds that expired and that no writer has met since."""

from typing import Any

from django.core.management.base import BaseCommand

from booking.occupancy import sweep


class Command(BaseCommand):
    help = "Supprime les réservations temporaires expirées de tous les cabinets."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} réservation(s) temporaire(s) expirée(s) supprimée(s).")
