"""The six digits that prove a contact: derived from the draft and a secret, never stored, good for ten minutes.

A stored digest of six digits is found by trying a million of them; what is not stored cannot be.
"""

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

LASTS = timedelta(minutes=10)
MOST_TRIES = 5
MOST_SENT = 5


def code_of(draft_id: UUID, number: int) -> str:
    """The `number`-th code of a draft: six digits."""
    message = f"online.code:{draft_id}:{number}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06}"


def is_right(typed: str, draft_id: UUID, number: int) -> bool:
    """Whether this is the code; spaces between its digits do not matter."""
    return constant_time_compare("".join(typed.split()), code_of(draft_id, number))
