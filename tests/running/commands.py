"""`manage.py` beside a running product: loaded once with its environment, then a process for each command."""

import django
from django.core.management import call_command, execute_from_command_line
from django.urls import get_resolver

from tests.forking import serve


def act(arguments: list[str], scale: float | None = None) -> None:
    """The command that these words are; with a scale, what makes a small demonstration instead."""
    if scale is None:
        execute_from_command_line(["manage.py", *arguments])
        return
    from config.demonstration.load import load

    call_command("install_context_key")
    load(print, scale=scale)


if __name__ == "__main__":
    django.setup()
    # Half of what a command loads, for its checks.
    get_resolver().url_patterns  # noqa: B018 - read for what it loads
    serve(act)
