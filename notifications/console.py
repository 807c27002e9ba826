"""The sender of demonstrations: prints what would be said. Asked for by name, refused by production settings."""

import sys
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format

from notifications.alerts import Alert
from notifications.codes import CodeMessage
from notifications.earlier import EarlierMessage
from notifications.guardians import GuardianMessage
from notifications.letters import LetterMessage


class ConsoleSender:
    """Prints one line per message: ids, dates and addresses of pages."""

    def tell_guardian(self, message: GuardianMessage) -> None:
        with translation.override("fr"):
            until = date_format(message.until, "l j F Y à H:i")
        _print(f"{message.sentence} Jusqu'au {until} : {message.address} [message {message.key}]")

    def send_code(self, message: CodeMessage) -> None:
        # The number or address stays unsaid: the console belongs to whoever runs the demonstration.
        _print(f"{message.sentence} [par {'SMS' if message.is_sms else 'e-mail'}, message {message.key}]")

    def offer_earlier(self, message: EarlierMessage) -> None:
        _print(f"{message.sentence} [par {'SMS' if message.is_sms else 'e-mail'}, message {message.key}]")

    def send_letter(self, letter: LetterMessage) -> None:
        _print(f"Courrier par e-mail [lettre {letter.letter_id}, message {letter.key}]")

    def alert_practitioner(self, alert: Alert) -> None:
        _print(f"{alert.text} [au numéro d'alerte du praticien, message {alert.key}]")

    def warn_security(self, event_id: UUID, contact: str) -> None:
        _print(f"Compte signalé compromis : prévenir {contact} [événement {event_id}]")

    def tell_idle(self, user_id: UUID) -> None:
        _print(f"Compte inutilisé, supprimé dans un mois sans connexion : prévenir son titulaire [compte {user_id}]")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
