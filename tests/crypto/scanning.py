"""Reads the memory of its own process and counts the copies of a key: while it is kept, and when it was wiped."""

import gc
import sys
from itertools import pairwise

MASK = 0xFF
PIECE = 1 << 20


def copies(masked: bytes) -> int:
    """How often the key whose complement is `masked` lies in this process's writable memory; never spelled out here."""
    found = 0
    with open("/proc/self/maps", encoding="ascii") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        areas = [line.split() for line in maps if " rw" in line and "[vvar" not in line]
        for area in areas:
            start, end = (int(part, 16) for part in area[0].split("-"))
            for low, _ in pairwise([*range(start, end, PIECE), end]):
                try:
                    memory.seek(low)
                    piece = bytearray(memory.read(min(PIECE + 64, end - low)))
                except (OSError, ValueError, OverflowError):
                    continue
                # The window is turned, so that no copy of the key is made by looking for it.
                turned = piece.translate(_TURN)
                piece[:] = bytes(len(piece))
                found += turned.count(masked)
    return found


_TURN = bytes(value ^ MASK for value in range(256))


def main() -> None:
    import django

    django.setup()
    from crypto import cipher, keyring
    from crypto.providers.memory import MemoryKeys

    top = MemoryKeys()
    top.create("top")
    fresh = cipher.new_key()
    masked = bytes(fresh.translate(_TURN))
    wrapped = top.wrap("top", fresh, b"here")
    cipher.wipe(fresh)
    keyring.provider = lambda: top  # type: ignore[assignment]
    keyring._cache.put("practice", keyring.unwrapped_key("top", wrapped, b"here", 1))
    kept = copies(masked)
    keyring.wipe_caches()
    gc.collect()
    sys.stdout.write(f"{kept} {copies(masked)}\n")


if __name__ == "__main__":
    main()
