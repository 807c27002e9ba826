"""The demonstration on one machine: plain HTTP on loopback, a keyring file, an embedded PostgreSQL."""

import os

from config import local_environment
from config.demonstration import telephony

os.environ.setdefault("KEYRING_PROVIDER", "file")
os.environ.setdefault("MESSAGE_CHANNELS", "sms,email")
os.environ.setdefault("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
os.environ.setdefault("DEFAULT_FROM_EMAIL", "rendez-vous@permanence.example")
local_environment.prepare()

from config.settings.base import *  # noqa: E402,F403

DEMONSTRATION = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# Files go no further than this machine: packing them took half of `prepare`.
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
TELEPHONY_ACCOUNTS = TELEPHONY_ACCOUNTS or telephony.accounts(SECRET_KEY, PUBLIC_URL)  # noqa: F405
