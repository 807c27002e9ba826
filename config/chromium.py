"""The browser of the journeys: Debian's Chromium. Missing it is a failure that says what to type, never a skip."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser")
COMMAND = "apt-get install -y --no-install-recommends chromium"


class ChromiumMissing(Exception):
    """No browser; the text is the command to type."""


def find() -> str:
    """The path of the browser. Raises ChromiumMissing."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise ChromiumMissing(f"The tests need the Chromium browser. Type: sudo {COMMAND}")


def ensure() -> str:
    """The same, installing it first where we may: as root on a machine with apt."""
    try:
        return find()
    except ChromiumMissing:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise
    print("Installing Chromium for the tests …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], COMMAND.split()):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return find()
