#!/usr/bin/env python3
"""Runs the commands of the product, with the environment that `make run` prepared.

Without DJANGO_SETTINGS_MODULE the demonstration settings are used; a production host sets
DJANGO_SETTINGS_MODULE=config.settings.base (docs/hosting.md).
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PREPARED_PYTHON = HERE / ".venv" / "bin" / "python"


def main() -> None:
    if PREPARED_PYTHON.exists() and Path(sys.prefix) == Path(sys.base_prefix):
        os.execv(PREPARED_PYTHON, [str(PREPARED_PYTHON), *sys.argv])  # noqa: S606 - our own interpreter
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Type `make run` once: it prepares the environment.")
    from config.deep_calls import with_room
    from config.environment import SettingError

    try:
        with_room(execute_from_command_line, sys.argv)
    except SettingError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
