"""Reads `postgresql://user:password@host:port/name` into Django's database settings."""

from typing import Any
from urllib.parse import unquote, urlsplit

from config.environment import SettingInvalid


def database(name: str, url: str) -> dict[str, Any]:
    """Django's settings for the address `url`, read from the variable `name`; raises SettingInvalid."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise SettingInvalid(name, "an address like postgresql://user:password@host:5432/name")
    # hostname would lower-case the folder of a socket.
    host = parts.netloc.rpartition("@")[2].partition(":")[0]
    return {
        "ENGINE": "core.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # With client-side binding a failing statement puts its literal values into the server's log.
        "OPTIONS": {"server_side_binding": True},
    }
