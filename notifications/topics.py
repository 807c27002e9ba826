"""What rooms above this one ask to be sent: they say what the outbox row means, this room sends it.

A room registers its topic when it starts, so that imports only go down. The teller runs in the row's own transaction
and context: None means sent; a code is why nothing is said.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from outbox.services import Claim


class LetterBox(Protocol):
    """The part of a sender that carries a written letter; twice the same key is one letter."""

    def send_letter(self, key: UUID, letter_id: UUID) -> None: ...


Teller = Callable[[LetterBox, Claim], str | None]
_tellers: dict[str, Teller] = {}


def register(topic: str, teller: Teller) -> None:
    """Called by a room's AppConfig.ready(); the same topic twice is one."""
    _tellers[topic] = teller


def tellers() -> Mapping[str, Teller]:
    return MappingProxyType(_tellers)
