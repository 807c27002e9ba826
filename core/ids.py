"""Identifiers made by the application: UUID version 7 (RFC 9562), ordered by time.

The application needs the key before the insert (the associated data of sealed fields names the
row), and integer keys would tell one practice how many rows another one has.
"""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
