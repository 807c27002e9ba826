"""What the keyring tells the journal, which stands above it: the journal registers itself when the application starts.

Without a journal no key is rotated, renewed or destroyed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

NOTHING: Mapping[str, "str | int | date"] = MappingProxyType({})


class KeyAct(StrEnum):
    """The words of audit.actions for what is done to keys."""

    PATIENT_KEYS_REWRAPPED = "crypto:patient_keys:rewrapped"
    PATIENT_KEY_RENEWED = "crypto:patient_key:renewed"
    PATIENT_KEY_RETIRED = "crypto:patient_key:retired"
    PLATFORM_KEY_RENEWED = "crypto:platform_key:renewed"
    PLATFORM_KEY_RETIRED = "crypto:platform_key:retired"
    PLATFORM_KEY_REWRAPPED = "crypto:platform_key:rewrapped"
    PRACTICE_KEY_CREATED = "crypto:practice_key:created"
    PRACTICE_KEY_RETIRED = "crypto:practice_key:retired"
    PRACTICE_KEY_REWRAPPED = "crypto:practice_key:rewrapped"
    SEALED_CELL_RESEALED = "crypto:sealed_cell:resealed"
    SEARCH_KEY_CREATED = "crypto:search_key:created"
    SEARCH_KEY_RETIRED = "crypto:search_key:retired"
    SEARCH_TOKEN_RENEWED = "crypto:search_token:renewed"  # noqa: S105 - the name of an act
    TOP_KEY_CREATED = "crypto:top_key:created"
    TOP_KEY_DESTROYED = "crypto:top_key:destroyed"


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One act on keys; without a practice it belongs to the platform. Details are codes, counts and hashes."""

    act: KeyAct
    practice_id: UUID | None = None
    patient_id: UUID | None = None
    entity: tuple[str, UUID] | None = None
    details: Mapping[str, str | int | date] = field(default_factory=lambda: NOTHING)


class KeyJournal(Protocol):
    def __call__(self, events: Sequence[KeyEvent], *, using: str) -> None:
        """Write them in the open transaction of that database connection."""


class NoJournal(RuntimeError):
    """Nobody keeps the journal of keys: a defect of the start."""


_journals: list[KeyJournal] = []


def keep_journal(journal: KeyJournal) -> None:
    """Called once by the room that keeps the journal."""
    _journals[:] = [journal]


def journal_keys(*events: KeyEvent, using: str) -> None:
    """Journal these acts in the open transaction of `using`. Raises NoJournal."""
    if not _journals:
        raise NoJournal
    _journals[0](events, using=using)
