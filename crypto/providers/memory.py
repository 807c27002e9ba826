"""Top keys in the memory of one process: for tests. Everything sealed is lost with the process."""

import hashlib
import hmac

from crypto import cipher
from crypto.providers import ProviderUnavailable, WrapRefused


class MemoryKeys:
    """A KeyProvider that remembers nothing beyond the process."""

    def __init__(self, keys: dict[str, bytes] | None = None) -> None:
        self._keys: dict[str, bytes] = dict(keys or {})

    def create(self, key_id: str) -> None:
        self._keys.setdefault(key_id, bytes(cipher.new_key()))

    def wrap(self, key_id: str, key: bytes | bytearray, context: bytes) -> bytes:
        return self._sealing_key(key_id).seal(key, context)

    def unwrap(self, key_id: str, wrapped: bytes, context: bytes) -> bytearray:
        try:
            return self._sealing_key(key_id).open_key(wrapped, context)
        except cipher.BadFrame:
            raise WrapRefused from None

    def hmac(self, key_id: str, data: bytes) -> bytes:
        return hmac.digest(self._key(key_id), data, hashlib.sha256)

    def destroy(self, key_id: str) -> None:
        self._keys.pop(key_id, None)

    def _sealing_key(self, key_id: str) -> cipher.SealingKey:
        return cipher.SealingKey(self._key(key_id), version=1)

    def _key(self, key_id: str) -> bytes:
        try:
            return self._keys[key_id]
        except KeyError:
            raise ProviderUnavailable(key_id) from None
