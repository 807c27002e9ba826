"""What a message for a practitioner is, and when an urgent one that nobody acknowledged is carried further. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices

LONGEST_TEXT = 2_000
# How long an answer belongs to the secretary who took it in hand.
CLAIM = timedelta(minutes=10)


class MessageKind(TextChoices):
    """In the order in which the form offers them."""

    MESSAGE = "message", "Message"
    URGENT = "urgent", "Urgent"
    RENEWAL = "renewal", "Renouvellement"
    HOME_VISIT = "home_visit", "Visite à domicile"
    RESULTS = "results", "Résultats"


class Rung(TextChoices):
    """The steps of the ladder, in their order."""

    SMS = "sms", "SMS au praticien"
    CALL = "call", "Appel au praticien"
    OTHER = "other", "SMS au remplaçant"


class StepOutcome(TextChoices):
    """How a step ended; empty while it waits (an SMS on its way, a call to make)."""

    WAITING = "", "En attente"
    SENT = "sent", "Envoyé"
    NO_NUMBER = "no_number", "Pas de numéro d'alerte"
    NOBODY = "nobody", "Personne d'autre à prévenir"
    REACHED = "reached", "Joint"
    NOT_REACHED = "not_reached", "Pas joint"
    STOPPED = "stopped", "Plus nécessaire"


class Through(StrEnum):
    """How the practitioner let it be known that they have the message."""

    SCREEN = "screen"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Delays:
    """Minutes after which each step is due, counted from the sending; they grow."""

    sms: int = 10
    call: int = 20
    other: int = 30

    @property
    def by_rung(self) -> dict[Rung, timedelta]:
        minutes = {Rung.SMS: self.sms, Rung.CALL: self.call, Rung.OTHER: self.other}
        return {rung: timedelta(minutes=count) for rung, count in minutes.items()}

    @property
    def are_in_order(self) -> bool:
        return 1 <= self.sms < self.call < self.other <= 24 * 60


USUAL = Delays()


def due_rungs(sent_at: datetime, now: datetime, delays: Delays, taken: Collection[str]) -> list[Rung]:
    """The steps whose delay has passed and that were not taken yet, lowest first."""
    return [rung for rung, delay in delays.by_rung.items() if now - sent_at >= delay and rung not in taken]
