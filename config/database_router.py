"""Migrations run as the owner role, on the alias `owner`; the web role never changes a table."""

from typing import Any


class OwnerMigrates:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
