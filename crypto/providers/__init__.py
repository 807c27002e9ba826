"""Where the top keys live: a small interface that a hardware module can implement, and the provider in use.

A provider never hands a top key out; it wraps, unwraps and computes HMACs with it. `file` and
`memory` keep keys in this process and are refused by production settings (crypto.checks); the
provider for a hardware module comes with PKCS#11 and changes nothing above this line.
"""

from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class ProviderUnavailable(Exception):
    """The provider does not answer, or no longer holds that key."""


class WrapRefused(Exception):
    """The wrapped key was changed, or its context is not the one it was wrapped for."""


class KeyProvider(Protocol):
    """What a hardware security module must offer. Every method raises ProviderUnavailable when it cannot answer."""

    def create(self, key_id: str) -> None:
        """Make a key of that name; nothing happens when it exists."""

    def wrap(self, key_id: str, key: bytes | bytearray, context: bytes) -> bytes:
        """`key` encrypted under `key_id`, bound to `context`."""

    def unwrap(self, key_id: str, wrapped: bytes, context: bytes) -> bytearray:
        """The key again, for the caller to wipe; raises WrapRefused when a bit or the context differs."""

    def hmac(self, key_id: str, data: bytes) -> bytes:
        """HMAC-SHA256 of `data`, 32 bytes."""

    def destroy(self, key_id: str) -> None:
        """Forget the key for ever: everything wrapped under it becomes unreadable."""


@lru_cache(maxsize=1)
def provider() -> KeyProvider:
    """The provider that KEYRING_PROVIDER names. Anything else stops here: there is no default."""
    name = settings.KEYRING_PROVIDER
    if name == "file":
        from crypto.providers.file import FileKeys

        return FileKeys(Path(settings.KEYRING_FILE))
    if name == "memory":
        from crypto.providers.memory import MemoryKeys

        return MemoryKeys()
    raise ImproperlyConfigured("KEYRING_PROVIDER must be 'file' or 'memory': no other provider exists yet.")
