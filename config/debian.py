"""Installs a Debian package where we may: as root, on a machine with apt. Standard library only."""

import os
import shutil
import subprocess

INSTALL = "apt-get install -y --no-install-recommends"
# Two tests may want something at once: the second waits for the first.
WAITING = ("-o", "DPkg::Lock::Timeout=300")


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> None:
    """Try; whether it worked is the caller's to see, by looking for what it needs."""
    print(f"Installing {package} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], [*INSTALL.split(), *WAITING, package]):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
