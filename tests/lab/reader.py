"""The process that reads what vendors said, on a thread: `read_calls`, for the length of a block."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from calls.management.commands.read_calls import run


@contextmanager
def reading() -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=[stopping], daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(10)
    assert not thread.is_alive()
