"""Unwrapped keys kept in process for a short time, so that a booking does not call the hardware module."""

import time
from collections.abc import Callable, Hashable
from threading import Lock

from crypto.cipher import SealingKey

LIFETIME_SECONDS = 15 * 60


class KeyCache:
    """At most 15 minutes (security.md §1), wiped on demand; safe between threads."""

    def __init__(self, lifetime: float = LIFETIME_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._lock = Lock()
        self._held: dict[Hashable, tuple[float, SealingKey]] = {}
        self._uncommitted: set[Hashable] = set()

    def get(self, name: Hashable) -> SealingKey | None:
        """The key if it was put less than the lifetime ago."""
        held = self._held.get(name)
        if held is None:
            return None
        until, key = held
        if self._clock() < until:
            return key
        with self._lock:
            self._held.pop(name, None)
        return None

    def put(self, name: Hashable, key: SealingKey) -> None:
        """Keep the key, unless its row may still be rolled back: sealing under a lost key would lose the data."""
        with self._lock:
            if name not in self._uncommitted:
                self._held[name] = (self._clock() + self._lifetime, key)

    def distrust(self, name: Hashable) -> None:
        """The row of this key was just written by an open transaction: keep nothing until `trust`."""
        with self._lock:
            self._uncommitted.add(name)
            self._held.pop(name, None)

    def trust(self, name: Hashable) -> None:
        """The transaction that wrote the row has committed."""
        with self._lock:
            self._uncommitted.discard(name)

    def wipe(self) -> None:
        """Forget every key now."""
        with self._lock:
            self._held.clear()
