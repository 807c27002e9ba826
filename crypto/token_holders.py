"""Who keeps search tokens: the rooms above register, since only they know what a token was made from."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Batch:
    """What one call did: tokens made again, those whose value does not open or says another token, the last id seen."""

    renewed: int
    broken: int
    last: UUID | None


class TokenHolder(Protocol):
    def renew(self, practice_id: UUID, former: int, fresh: int, after: UUID | None) -> Batch:
        """Make the next tokens of `former` again with `fresh`, in one transaction; rows in use are left for later."""

    def left(self, practice_id: UUID, former: int) -> int:
        """How many tokens of the practice still hang from that version."""


_holders: dict[str, TokenHolder] = {}


def keep_tokens(room: str, holder: TokenHolder) -> None:
    """Called once by each room that keeps tokens, when the application starts."""
    _holders[room] = holder


def token_holders() -> list[TokenHolder]:
    return [_holders[room] for room in sorted(_holders)]
