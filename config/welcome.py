"""What `make run` says once the page answers: the address, who may sign in, and how to get a code."""

import os
import time
import urllib.error
import urllib.request

from accounts import demonstration
from config.supervisor import say


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
        say(f"\nPermanence is ready after {time.monotonic() - self.began:.0f} s: http://localhost:{self.port}\n")
        for person in demonstration.PEOPLE:
            say(f"  {person.username:<12}{person.password:<32}{person.role}")
        say(f"\nThe code of the moment (second factor):  {_same_folder()}python3 manage.py otp_code camille")
        say("Ctrl-C stops everything.\n")


def _same_folder() -> str:
    """What to type before a command so that it finds this VAR_DIR; nothing for the default one."""
    var_dir = os.environ["VAR_DIR"]
    default = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "var")
    return "" if var_dir == default else f"VAR_DIR={var_dir} "
