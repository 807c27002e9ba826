"""The ledger's copy outside the database: one line an erasure, only ever appended. A restored database has no memory.

The table is the truth while it lasts; the file is what a restore cannot take back. Keep it with the keyring's backups,
never with the database's.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from privacy.ledger import Line


def path() -> Path:
    return Path(settings.ERASURE_LEDGER)


def append(lines: Iterable[Line]) -> int:
    """Write the lines that the file does not hold yet, on disk before it returns; says how many."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+", encoding="utf-8") as ledger:
        fcntl.flock(ledger, fcntl.LOCK_EX)
        known = set(ledger)
        # A line cut by a full disk or a lost machine ends here: the next one begins on its own.
        start = "\n" if known and not all(line.endswith("\n") for line in known) else ""
        new = [text for text in (f"{line.written()}\n" for line in lines) if text not in known]
        if new:
            ledger.write(start + "".join(new))
            ledger.flush()
            os.fsync(ledger.fileno())
    return len(new)


def missing(lines: Iterable[Line]) -> list[Line]:
    """Those that the file does not hold; all of them when there is no file. Raises OSError."""
    file = path()
    known = set(texts(file)) if file.exists() else set[str]()
    return [line for line in lines if line.written() not in known]


def texts(file: Path) -> Iterator[str]:
    """The lines of a ledger, blanks left out."""
    with file.open(encoding="utf-8") as ledger:
        yield from (text.strip() for text in ledger if text.strip())
