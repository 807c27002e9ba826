"""The arithmetic of the journal: canonical bytes, leaf, chained hash. Pure; the verifier and the writers share it.

`leaf = SHA256(00 ‖ salt ‖ body)` and `hash = SHA256(01 ‖ prev ‖ chain ‖ pos ‖ at ‖ leaf)`: leaf and instant
outlive the purge of body and salt, so a half-purged journal still verifies, and no purge can be backdated.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

PLATFORM = UUID(int=0)
SALT_BYTES = 16
# What the first event of a chain is chained to.
GENESIS = bytes(32)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def canonical(body: Mapping[str, Any]) -> bytes:
    """RFC 8785 bytes of a document with ASCII keys; values are strings, small integers, booleans or null."""
    return _CANONICAL.encode(body).encode()


def leaf_of(salt: bytes, body: bytes) -> bytes:
    """32 bytes that commit to an event without telling it: the salt makes guessing useless after the purge."""
    return sha256(b"\x00" + salt + body).digest()


def link(previous: bytes, chain: UUID, position: int, at: datetime, leaf: bytes) -> bytes:
    """The hash of the event at `position` (from 1) of `chain`, after the event whose hash is `previous`.

    `at` is aware, in any zone; microseconds since 1970 in UTC stand for it, in eight bytes.
    """
    instant = ((at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)
    return sha256(b"\x01" + previous + chain.bytes + position.to_bytes(8, "big") + instant + leaf).digest()


def chain_of(practice_id: UUID | None) -> UUID:
    """The chain an event belongs to: its practice's, or the platform's."""
    return practice_id or PLATFORM
