"""What `make run` says once the page answers: the address, who may sign in, and how to get a code."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from config.supervisor import say

# The first practice of the demonstration, and a patient of it.
CALL = "simulate_call --line 0199000001 --from 0639980000"
HERE = Path(__file__).resolve().parent.parent


class Welcome:
    """Called again and again: asks the page, and greets the first time it answers."""

    def __init__(self, port: int, began: float) -> None:
        self.port, self.began = port, began

    def __call__(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        self._greet()
        return True

    def _greet(self) -> None:
        accounts = _accounts()
        say(f"\nPermanence is ready after {time.monotonic() - self.began:.0f} s: http://localhost:{self.port}\n")
        for account in accounts:
            say(f"  {account['username']:<12}{account['password']:<32}{account['role']}")
        say(f"\nPatients book online, without an account:  http://localhost:{self.port}/rdv/")
        say(f"\nThe code of the moment (second factor):  {_same_folder()}python3 manage.py otp_code camille")
        say(f"A call that rings at the desk:           {_same_folder()}python3 manage.py {CALL}")
        say("Ctrl-C stops everything.\n")


def _accounts() -> list[dict[str, str]]:
    """The demonstration accounts, as the product itself tells them."""
    listing = [sys.executable, str(HERE / "manage.py"), "demo_accounts", "--json"]
    told = subprocess.run(listing, stdout=subprocess.PIPE, check=False).stdout
    accounts: list[dict[str, str]] = json.loads(told or b"[]")
    return accounts


def _same_folder() -> str:
    """What to type before a command so that it finds this VAR_DIR; nothing for the default one."""
    var_dir = os.environ["VAR_DIR"]
    return "" if var_dir == str(HERE / "var") else f"VAR_DIR={var_dir} "
