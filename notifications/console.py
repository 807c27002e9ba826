"""The sender of demonstrations: prints what would be said. Asked for by name, refused by production settings."""

import sys
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from notifications.confirmation import Confirmation
from notifications.guardians import GuardianMessage


class ConsoleSender:
    """Prints one line per message: ids, date and place."""

    def send(self, confirmation: Confirmation) -> None:
        with translation.override("fr"):
            moment = date_format(confirmation.starts_at, "l j F Y à H:i")
        _print(
            f"{confirmation.occasion} : {moment}, {confirmation.practice}, {confirmation.place}"
            f"{', au seul contact donné par le mineur' if confirmation.only_to else ''}"
            f" [rendez-vous {confirmation.appointment_id}, message {confirmation.key}]"
        )

    def tell_guardian(self, message: GuardianMessage) -> None:
        with translation.override("fr"):
            until = date_format(message.until, "l j F Y à H:i")
        _print(f"{message.sentence} Jusqu'au {until} : {message.address} [message {message.key}]")

    def send_letter(self, key: UUID, letter_id: UUID) -> None:
        _print(f"Courrier à remettre [lettre {letter_id}, message {key}]")

    def warn_security(self, event_id: UUID, contact: str) -> None:
        _print(f"Compte signalé compromis : prévenir {contact} [événement {event_id}]")

    def tell_idle(self, user_id: UUID) -> None:
        _print(f"Compte inutilisé, supprimé dans un mois sans connexion : prévenir son titulaire [compte {user_id}]")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
