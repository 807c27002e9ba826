"""The suite: the demonstration's settings, quicker and quieter; databases are made by tests/conftest.py."""

import os

os.environ.setdefault("KEYRING_PROVIDER", "memory")

from config.settings.dev import *  # noqa: F403

# Tests travel in time; the database does not.
CONTEXT_LIFETIME_SECONDS = 1_000_000_000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS = []
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
# Argon2 as in production, without its cost; tests/accounts checks that production keeps it.
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
