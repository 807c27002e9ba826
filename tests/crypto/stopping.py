"""A web process with a kept key: what is left in its cache when it ends. Served by gunicorn in test_stopping.py.

Run with two arguments in the environment: REPORT, a file for the count, and FORGETFUL=no to take the wiping away.
"""

import atexit
import os
from pathlib import Path
from typing import Any


def report() -> None:
    """Runs after everything that was registered later: after the wiping."""
    from crypto import keyring

    Path(os.environ["REPORT"]).write_text(f"{len(keyring._cache._held)} keys", encoding="ascii")


# Before django.setup(): exit functions run in the reverse order of their registration.
atexit.register(report)

import django  # noqa: E402

django.setup()

from crypto import keyring  # noqa: E402
from crypto.cipher import SealingKey  # noqa: E402

if os.environ.get("FORGETFUL") == "no":
    atexit.unregister(keyring.wipe_caches)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    keyring._cache.put("practice", SealingKey(bytes(32), 1))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{len(keyring._cache._held)} keys".encode()]
