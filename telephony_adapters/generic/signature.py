"""The signature of a generic message: HMAC-SHA256 of the time, a full stop and the exact body. Pure.

Headers: `X-Permanence-Timestamp`, seconds since 1970; `X-Permanence-Signature`, `v1=` and 64 hexadecimal digits.
Several signatures may stand side by side, separated by commas, while a secret is being changed.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from telephony_adapters.protocols import BadSignature

TIMESTAMP, SIGNATURE = "x-permanence-timestamp", "x-permanence-signature"
# A captured message may be repeated by who saw it; after this it is worth nothing.
TOLERANCE = timedelta(minutes=5)


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """The value of the signature header."""
    return f"v1={hmac.new(secret.encode(), timestamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def check(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> None:
    """Raises BadSignature, also for a time too far from `now` (aware) in either direction."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise BadSignature
    expected = signature_of(secret, timestamp, body).encode()
    offered = [each.strip().encode() for each in signature.split(",")]
    # Every one is compared, whatever the first said: the time taken tells nothing.
    if not sum(hmac.compare_digest(expected, each) for each in offered):
        raise BadSignature
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise BadSignature
