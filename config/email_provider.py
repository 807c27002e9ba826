"""The e-mail provider whose interface carries e-mails instead of an SMTP server (django-anymail).

The file that EMAIL_PROVIDER_FILE names (TOML, mode 600) holds what the provider asks, under anymail's own names:

    SCALEWAY_SECRET_KEY = "…"
    SCALEWAY_PROJECT_ID = "…"
"""

import tomllib
from pathlib import Path
from typing import Any

from config.environment import SettingInvalid

_OTHERS_MAY_READ = 0o077


def read_provider(file: str, timeout_seconds: int) -> dict[str, Any]:
    """anymail's settings: nobody is followed by a picture or a rewritten link, whatever the provider does by itself.

    `timeout_seconds`: shorter than the lease of whoever sends. Raises SettingInvalid, never repeating a value.
    """
    found: dict[str, Any] = {
        "REQUESTS_TIMEOUT": timeout_seconds,
        "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
        "IGNORE_UNSUPPORTED_FEATURES": True,
    }
    if not file:
        return found
    path = Path(file)
    try:
        if path.stat().st_mode & _OTHERS_MAY_READ:
            raise SettingInvalid("EMAIL_PROVIDER_FILE", "readable by its owner only (chmod 600): it holds secrets")
        return {**found, **tomllib.loads(path.read_text(encoding="utf-8"))}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise SettingInvalid("EMAIL_PROVIDER_FILE", "the path of a readable TOML file") from None
