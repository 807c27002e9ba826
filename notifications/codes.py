"""The code that proves the contact of somebody who books online: a teller of the outbox. No vendor."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from notifications.plans import plan_of
from notifications.wording import signed_by
from online.queries import CodeToSend, account_code_to_send, code_to_send, contact_of_account, owner_code_to_send
from outbox.services import Claim


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """One message, ready for any channel: `to` is a number in E.164 (`is_sms`) or an e-mail address.

    `key` is the idempotency key. The code and where it goes are never logged.
    """

    key: UUID
    sentence: str = field(repr=False)
    to: str = field(repr=False)
    is_sms: bool


class CodeBox(Protocol):
    """The part of a sender that carries a code; twice the same `message.key` is one message."""

    def send_code(self, message: CodeMessage) -> None: ...


def tell_code(channel: CodeBox, row: Claim) -> str | None:
    """Send the code of the row, or say why not (a code)."""
    found = None if row.practice_id is None else code_to_send(row.practice_id, row.entity_id, row.version)
    return _tell(channel, row, found)


def tell_owner_code(channel: CodeBox, row: Claim) -> str | None:
    """The same to the contact of a record, for whoever asks to read what is theirs."""
    found = None if row.practice_id is None else owner_code_to_send(row.practice_id, row.entity_id, row.version)
    return _tell(channel, row, found)


def tell_account_code(channel: CodeBox, row: Claim) -> str | None:
    """The same to a contact that somebody typed to open an account: of no practice, known here or not."""
    return _tell(channel, row, account_code_to_send(row.entity_id, row.version))


def tell_idle_account(channel: CodeBox, row: Claim) -> str | None:
    """R-09: the account goes in a month unless somebody enters it."""
    contact = contact_of_account(row.entity_id)
    if not contact:
        return "no-contact"
    sentence = (
        "Rendez-vous en ligne : votre compte ne sert plus depuis deux ans et sera supprimé dans un mois. Entrez-y pour"
        " le garder."
    )
    channel.send_code(CodeMessage(row.id, sentence, contact, "@" not in contact))
    return None


def _tell(channel: CodeBox, row: Claim, found: CodeToSend | None) -> str | None:
    if found is None:
        return "superseded"
    name = found.practice_name
    if row.practice_id is not None:
        name = signed_by(plan_of(row.practice_id).signature, name)
    sentence = f"{name} : votre code est {found.code}. Il sert dix minutes, ne le donnez à personne."
    channel.send_code(CodeMessage(row.id, sentence, found.proven_by, found.is_sms))
    return None
