"""AES-256-GCM frames: pure functions on bytes, no Django, no storage.

A frame is `0x01 | algorithm | key version (2) | nonce (12) | ciphertext | tag (16)`. AES-256-GCM is on
the approved list of ASVS 5.0 appendix C; a fresh key per patient keeps random nonces far from 2^32.
"""

import os
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
AES_256_GCM = 1
KEY_BYTES = 32
NONCE_BYTES = 12
HEADER_BYTES = 4
OVERHEAD = HEADER_BYTES + NONCE_BYTES + 16
# Shortest frame the database accepts (see crypto.fields.sealed_check): a padded value is never shorter.
SHORTEST_FRAME = 45
_UUID_LENGTH = (16).to_bytes(4, "big")
_END_OF_TEXT = b"\x80"


class BadFrame(ValueError):
    """These bytes are not a frame that this key sealed for this place."""


class SealingKey:
    """One 256-bit key ready to seal and open, with the version that its frames carry."""

    __slots__ = ("_aead", "_header", "_suffix", "version")

    def __init__(self, key: bytes | bytearray, version: int) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a sealing key has 32 bytes")
        self.version = version
        self._aead = AESGCM(key)
        number = version.to_bytes(2, "big")
        self._header = bytes((FORMAT, AES_256_GCM)) + number
        self._suffix = length_prefixed(number)

    def seal(self, text: bytes | bytearray, place: bytes) -> bytes:
        """A new frame of `text`, bound to `place` (see `place_of`) and to this key's version."""
        nonce = os.urandom(NONCE_BYTES)
        return self._header + nonce + self._aead.encrypt(nonce, text, place + self._suffix)

    def open(self, frame: bytes, place: bytes) -> bytes:
        """The text of `frame`; raises BadFrame when one bit, the place or the key differs."""
        if len(frame) < OVERHEAD or frame[:HEADER_BYTES] != self._header:
            raise BadFrame("not a frame of this key")
        try:
            return self._aead.decrypt(frame[4:16], frame[16:], place + self._suffix)
        except InvalidTag:
            raise BadFrame("changed, or sealed for another place") from None

    def open_key(self, frame: bytes, place: bytes) -> bytearray:
        """The key inside `frame`, for the caller to `wipe`; raises BadFrame like `open`."""
        if len(frame) < OVERHEAD or frame[:HEADER_BYTES] != self._header:
            raise BadFrame("not a frame of this key")
        key = bytearray(len(frame) - OVERHEAD)
        try:
            self._aead.decrypt_into(frame[4:16], frame[16:], place + self._suffix, key)
        except InvalidTag:
            raise BadFrame("changed, or sealed for another place") from None
        return key


def new_key() -> bytearray:
    """32 fresh random bytes, for the caller to `wipe`."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def wipe(key: bytearray) -> None:
    """Overwrite a key that is no longer needed. What Python copied by itself is beyond reach (docs/decisions)."""
    key[:] = bytes(len(key))


def version_of(frame: bytes) -> int:
    """The key version written in a frame's header; raises BadFrame when it is no frame."""
    if len(frame) < OVERHEAD or frame[0] != FORMAT or frame[1] != AES_256_GCM:
        raise BadFrame("not a frame")
    return int.from_bytes(frame[2:4], "big")


def length_prefixed(*parts: bytes) -> bytes:
    """The parts, each behind its length in four bytes: no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def place_of(column: bytes, owner: UUID, row: UUID) -> bytes:
    """Associated data of one cell; `column` is `length_prefixed(b"f1", b"table.column")`, made once per field."""
    return column + _UUID_LENGTH + owner.bytes + _UUID_LENGTH + row.bytes


def pad(text: bytes, size: int) -> bytes:
    """`text` followed by 0x80 and zeros up to a multiple of `size`: the length tells little."""
    return text + _END_OF_TEXT + bytes(-(len(text) + 1) % size)


def unpad(padded: bytes) -> bytes:
    """The inverse of `pad`; raises BadFrame when the end mark is missing."""
    text = padded.rstrip(b"\0")
    if text[-1:] != _END_OF_TEXT:
        raise BadFrame("padding without its end mark")
    return text[:-1]
