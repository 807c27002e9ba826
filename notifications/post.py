"""What is not about a visit, carried for real: short messages and e-mails through the channels of the settings.

A message that another room asks for is handed over under our reference, like those about visits: whoever calls these
methods has written that it is being sent (notifications.services.posting).
"""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.queries import email_of
from notifications.alerts import Alert
from notifications.codes import CodeMessage
from notifications.earlier import EarlierMessage
from notifications.guardians import GuardianMessage
from notifications.kinds import Medium
from notifications.letters import LetterMessage
from notifications.parcels import Message, parcel
from notifications.vendors import hand_over
from telephony_adapters.protocols import Refused


class SendFailed(Exception):
    """The channel did not take the message."""


class PostSender:
    """Raises NotReached and Refused (certainly not sent), Unreachable (nobody knows); SendFailed for the last two."""

    def tell_guardian(self, message: GuardianMessage) -> None:
        """At the guardian's mobile or address."""
        _post(message)

    def send_letter(self, letter: LetterMessage) -> None:
        """Word for word."""
        _post(letter)

    def send_code(self, message: CodeMessage) -> None:
        _post(message)

    def offer_earlier(self, message: EarlierMessage) -> None:
        _post(message)

    def alert_practitioner(self, alert: Alert) -> None:
        _post(alert)

    def warn_security(self, event_id: UUID, contact: str) -> None:
        body = f"Un compte est signalé compromis : ses sessions sont closes. Événement {event_id} du journal.\n"
        _mail(event_id, "Compte signalé compromis", body, contact)

    def tell_idle(self, user_id: UUID) -> None:
        address = email_of(user_id)
        if address:
            body = "Votre compte Permanence ne sert plus. Sans connexion d'ici un mois, il sera supprimé.\n"
            _mail(user_id, "Votre compte va être supprimé", body, address)


def _post(message: Message) -> None:
    found = parcel(message)
    if found.way.medium not in settings.MESSAGE_CHANNELS:
        raise Refused(f"no-{found.way.medium.value}-channel")
    hand_over(found.way, found.said, found.key)


def _mail(key: UUID, subject: str, body: str, to: str) -> None:
    """Of no practice: better said twice, under one Message-ID, than not at all."""
    if Medium.EMAIL not in settings.MESSAGE_CHANNELS:
        raise SendFailed
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{key.hex}@{domain}>"}
    try:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()
    except OSError:
        raise SendFailed from None
