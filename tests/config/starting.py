"""Real starts of the product, each in an environment of its own, without half of the loading.

Loaded once are libraries (tests.forking), and neither settings nor a module of the product.
"""

import importlib
import os

from tests.forking import serve

START = "from config import start_checks; start_checks.enforce(); print('started')"
# The largest of those that need no settings. One that the product gives up may go from here.
LIBRARIES = (
    "django.contrib.auth.hashers", "django.contrib.postgres.fields", "django.core.handlers.wsgi",
    "django.core.management", "django.test", "django.views.generic", "drf_spectacular.utils", "holidays", "httpx",
    "OpenSSL", "phonenumbers", "psycopg", "requests", "webauthn",
)  # fmt: skip


def start(environment: dict[str, str]) -> None:
    """In this environment alone."""
    os.environ.clear()
    os.environ.update(environment)
    exec(START, {"__name__": "__main__"})


if __name__ == "__main__":
    for name in LIBRARIES:
        importlib.import_module(name)
    serve(start)
