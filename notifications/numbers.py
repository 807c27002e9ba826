"""A telephone number as this room keeps it where it must be recognised and not read."""

from uuid import UUID

from crypto.keyring import fingerprint


def number_key(practice_id: UUID, e164: str) -> bytes:
    """32 keyed bytes: equal for equal numbers of one practice, unrelated elsewhere."""
    return fingerprint("notifications:number", practice_id.bytes, e164.encode())
