"""The telephone and SMS accounts of this service, from the file that TELEPHONY_FILE names (TOML, mode 600).

    [hotline]                       # the account's name, as it stands in the addresses vendors call
    provider = "kannel"
    send_url = "http://10.0.0.7:13013/cgi-bin/sendsms"
    secrets = { username = "…", password = "…", path_secret = "…" }

`path_secret` (32 hexadecimal digits or more: `openssl rand -hex 16`) ends the address called by vendors whose proof
does not bind the body: Kannel and Ringover. Everything but `provider` and `secrets` is an option of that vendor
(telephony_adapters/registry.py).
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from config.environment import SettingInvalid
from telephony_adapters.protocols import Account

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_OTHERS_MAY_READ = 0o077


def read_accounts(file: str, public_url: str) -> dict[str, Account]:
    """Accounts by name; none when `file` is empty. Raises SettingInvalid, never repeating a value."""
    if not file:
        return {}
    path = Path(file)
    try:
        if path.stat().st_mode & _OTHERS_MAY_READ:
            raise SettingInvalid("TELEPHONY_FILE", "readable by its owner only (chmod 600): it holds secrets")
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise SettingInvalid("TELEPHONY_FILE", "the path of a readable TOML file") from None
    return {name: _account(name, table, public_url) for name, table in content.items()}


def _account(name: str, table: Any, public_url: str) -> Account:
    secrets = table.get("secrets", {}) if isinstance(table, dict) else None
    if not _NAME.fullmatch(name) or not isinstance(secrets, dict) or not isinstance(table.get("provider"), str):
        raise SettingInvalid("TELEPHONY_FILE", f"made of accounts with a provider and secrets; see [{name[:30]}]")
    options = {key: str(value) for key, value in table.items() if key not in ("provider", "secrets")}
    return Account(
        provider=table["provider"],
        name=name,
        secrets={key: str(value) for key, value in secrets.items()},
        options={"public_url": public_url, **options},
    )
