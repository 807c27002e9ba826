"""What a guardian is sent. Pure: no database, no vendor. Neither child, nor reason, nor practitioner (ST-45, H-44)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin
from uuid import UUID

from calls.sms_lines import SmsLine
from notifications.wording import signed_by
from patients.reach import ContactPoints

SENTENCES = {
    "answer": "{practice} : un rendez-vous demandé pour un enfant de moins de 16 ans attend votre accord.",
    "object": "{practice} : votre accord est enregistré. Voici ce qui est gardé et comment vous y opposer.",
}


class Page(Protocol):
    """What this module needs to know of a link (see booking.guardian_page.GuardianPage)."""

    @property
    def purpose(self) -> str: ...
    @property
    def practice_name(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def until(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class GuardianMessage:
    """One message, ready for any channel. `key` is the idempotency key. The address opens the page: never logged."""

    key: UUID
    sentence: str
    address: str = field(repr=False)
    until: datetime
    # Where it goes: the guardian's own contact, never what the child's file holds.
    contact: ContactPoints
    line: SmsLine | None


def guardian_message(
    key: UUID, page: Page, public_url: str, contact: ContactPoints, line: SmsLine | None, signature: str
) -> GuardianMessage:
    """The message of one link, its address included. `signature`: what the practice chose to sign with, or ""."""
    sentence = SENTENCES[str(page.purpose)].format(practice=signed_by(signature, page.practice_name))
    address = urljoin(f"{public_url}/", f"accord/{page.token}/")
    return GuardianMessage(key, sentence, address, page.until, contact, line)
