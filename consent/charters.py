"""Whose text it is: an organisation is a secretariat or a practice, never both. Pure."""

from dataclasses import dataclass
from uuid import UUID

from core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Organisation:
    """Exactly one of the two ids. Raises InvalidInput otherwise."""

    practice_id: UUID | None = None
    secretariat_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.practice_id is None) == (self.secretariat_id is None):
            raise InvalidInput.at("practice", "one-organisation", "Indiquez un cabinet ou un télésecrétariat.")

    @property
    def id(self) -> UUID | None:
        """Of whichever it is."""
        return self.practice_id or self.secretariat_id
