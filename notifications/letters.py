"""A written letter as a channel carries it: where to and word for word. Pure: no database, no vendor."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LetterMessage:
    """`key` is the idempotency key; `to` an e-mail address. Neither address nor words are ever printed or logged."""

    key: UUID
    letter_id: UUID
    to: str = field(repr=False)
    body: str = field(repr=False)
