"""The browser of the journeys: Debian's Chromium. Missing it is a failure that says what to type, never a skip.

Its windowless build draws the same pages for half the processor: it is preferred, and installed where there is none.
"""

import shutil

from config import debian

PACKAGE = "chromium-headless-shell"
NAMES = (PACKAGE, "chromium", "chromium-browser")


class ChromiumMissing(Exception):
    """No browser; the text is the command to type."""


def find() -> str:
    """The path of the browser. Raises ChromiumMissing."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise ChromiumMissing(f"The tests need the Chromium browser. Type: sudo {debian.INSTALL} {PACKAGE}")


def ensure() -> str:
    """The same, installing it first where we may. Raises ChromiumMissing."""
    try:
        return find()
    except ChromiumMissing:
        if not debian.can_install():
            raise
    debian.install(PACKAGE)
    return find()
