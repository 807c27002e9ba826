"""The tables of this room, one file each."""

from accounts.models.user import User

__all__ = ["User"]
