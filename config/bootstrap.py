"""First step of every `make` target: checks the Python, prepares .venv, then runs a module in it.

Written for any Python 3, however old, so that a machine with an old one reads a sentence and not a
syntax error. Usage: bootstrap.py run|dev [-m MODULE]
"""

import os
import subprocess
import sys

WANTED = (3, 11)
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWER_ONES = ["python3.14", "python3.13", "python3.12", "python3.11"]


def newer_python() -> "str | None":
    """A sufficient Python of this machine under its versioned name, or None."""
    question = "import sys; sys.exit(sys.version_info[:2] < (3, 11))"
    for name in NEWER_ONES:
        try:
            if subprocess.call([name, "-c", question], stderr=subprocess.DEVNULL) == 0:
                return name
        except OSError:
            continue
    return None


def main() -> None:
    if sys.version_info[:2] < WANTED:
        name = newer_python()
        if name is None:
            found = ".".join(str(part) for part in sys.version_info[:3])
            sys.exit("Permanence needs Python 3.11 or newer, and this one is " + found + ".")
        os.execvp(name, [name, os.path.abspath(__file__)] + sys.argv[1:])  # noqa: RUF005, S606 - our own re-start
    # Started as a file: the first entry of sys.path is config/, whose celery.py would hide Celery.
    sys.path[0] = HERE
    os.chdir(HERE)
    from config import virtualenv

    try:
        interpreter = virtualenv.prepare(sys.argv[1])
    except virtualenv.CannotPrepare as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
    if sys.argv[2:]:
        # `make run` starts seven processes from the same files, `make test` a hundred: compiled once, not by each.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execv(interpreter, [interpreter] + sys.argv[2:])  # noqa: RUF005, S606 - our own interpreter


if __name__ == "__main__":
    main()
