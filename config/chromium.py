"""The browser of the journeys: Debian's Chromium. Missing it is a failure that says what to type, never a skip."""

import shutil

from config import debian

NAMES = ("chromium", "chromium-browser")


class ChromiumMissing(Exception):
    """No browser; the text is the command to type."""


def find() -> str:
    """The path of the browser. Raises ChromiumMissing."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise ChromiumMissing(f"The tests need the Chromium browser. Type: sudo {debian.INSTALL} chromium")


def ensure() -> str:
    """The same, installing it first where we may. Raises ChromiumMissing."""
    try:
        return find()
    except ChromiumMissing:
        if not debian.can_install():
            raise
    debian.install("chromium")
    return find()
