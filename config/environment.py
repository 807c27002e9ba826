"""Strict readers of the process environment: every setting passes here, and only here.

A reader raises `SettingMissing` or `SettingInvalid` with a sentence that says what to set.
A secret may come from a file: NAME_FILE names it. `READ` collects every name that was asked
for, so that a test can hold `.env.sample` against it.
"""

import os
from pathlib import Path

READ: set[str] = set()


class SettingError(Exception):
    """A setting that stops the start; the text is the sentence shown to the operator."""


class SettingMissing(SettingError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set. Set it in the environment (see .env.sample).")


class SettingInvalid(SettingError):
    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"{name} must be {wanted}.")


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, else `default`; raises SettingMissing when there is neither."""
    READ.add(name)
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise SettingMissing(name)
    return default


def flag(name: str, default: bool = False) -> bool:
    """`true`/`false` and nothing else."""
    value = text(name, "true" if default else "false").lower()
    if value not in {"true", "false"}:
        raise SettingInvalid(name, "true or false")
    return value == "true"


def integer(name: str, default: int | None = None, *, low: int = 0, high: int = 2**31) -> int:
    """A whole number between `low` and `high`, both included."""
    value = text(name, None if default is None else str(default))
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise SettingInvalid(name, f"a whole number from {low} to {high}")
    return int(value)


def optional_integer(name: str, *, low: int, high: int) -> int | None:
    """A whole number, or None while nobody has set it: for values that have no default."""
    return integer(name, low=low, high=high) if text(name, "") else None


def items(name: str, default: str | None = None) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def secret(name: str, default: str | None = None) -> str:
    """A secret of at least 32 characters, from NAME or from the file that NAME_FILE names."""
    READ.add(f"{name}_FILE")
    path = os.environ.get(f"{name}_FILE", "").strip()
    if path:
        READ.add(name)
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingInvalid(f"{name}_FILE", "the path of a text file this process can read") from None
    else:
        value = text(name, default)
    if len(value) < 32:
        raise SettingInvalid(name, "at least 32 characters long")
    return value
