"""Programs of Debian that the laboratory starts. A missing one is a failure that says what to type, never a skip."""

import shutil

from config import debian

PACKAGES = {
    "sipp": "sip-tester",
    "baresip": "baresip-core",
    "bearerbox": "kannel",
    "smsbox": "kannel",
    "rabbitmq-server": "rabbitmq-server",
}
# Where Debian puts what is not for everybody's path.
PLACES = "/usr/local/sbin:/usr/sbin:/sbin"


class ProgramMissing(Exception):
    """The text is the command to type."""


def find(name: str) -> str:
    """The path of a program, installed first where we may. Raises ProgramMissing."""
    path = _which(name)
    if path is None and debian.can_install():
        debian.install(PACKAGES[name])
        path = _which(name)
    if path is None:
        raise ProgramMissing(f"This test needs {name}. Type: sudo {debian.INSTALL} {PACKAGES[name]}")
    return path


def _which(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=PLACES)
