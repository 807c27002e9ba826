"""Top keys in one file of mode 600: for demonstrations on a single machine, refused by production settings."""

import base64
import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from crypto import cipher
from crypto.providers import ProviderUnavailable
from crypto.providers.memory import MemoryKeys


class FileKeys(MemoryKeys):
    """A KeyProvider whose keys survive the process, in one JSON file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._read_at = 0

    def create(self, key_id: str) -> None:
        with self._locked():
            self._keys = self._read()
            if key_id not in self._keys:
                self._write({**self._keys, key_id: bytes(cipher.new_key())})

    def destroy(self, key_id: str) -> None:
        with self._locked():
            self._write({name: key for name, key in self._read().items() if name != key_id})

    def _key(self, key_id: str) -> bytes:
        # Another process may have made or destroyed a key since we read the file.
        if key_id not in self._keys or self._changed_at() != self._read_at:
            self._keys = self._read()
        return super()._key(key_id)

    def _changed_at(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0

    def _read(self) -> dict[str, bytes]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return {}
        except OSError:
            raise ProviderUnavailable("the keyring file cannot be read") from None
        if status.st_mode & 0o077:
            raise ProviderUnavailable("the keyring file is open to other users: set its mode to 600")
        try:
            stored = json.loads(self._path.read_text(encoding="ascii"))
            keys = {name: base64.b64decode(key, validate=True) for name, key in stored.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            raise ProviderUnavailable("the keyring file cannot be read") from None
        self._read_at = status.st_mtime_ns
        return keys

    def _write(self, keys: dict[str, bytes]) -> None:
        """Replace the file whole: a crash leaves the old keyring or the new one, never half of one."""
        text = json.dumps({name: base64.b64encode(key).decode("ascii") for name, key in keys.items()}, indent=1)
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self._keys = keys

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError:
            raise ProviderUnavailable("the keyring folder cannot be used") from None
        with os.fdopen(descriptor, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
