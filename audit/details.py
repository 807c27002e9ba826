"""What an event may say beside its ids: codes, counts, dates, hashes. Pure; refuses anything that could be personal."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

Scalar = str | int | bool | UUID | date | datetime | None

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Starts with a letter, at most six digits in a row: neither a phone number nor a NIR is a code.
CODE = re.compile(r"(?!.*[0-9]{7})[a-z][a-z0-9]*(?:[-_:.][a-z0-9]+)*")
LONGEST_CODE = 80
HASH = re.compile(r"[0-9a-f]{64}")
LARGEST_NUMBER = 1_000_000


class UnfitDetail(ValueError):
    """The program tried to write free text, a name or a number of somebody into the journal: a defect."""


def checked(details: Mapping[str, Scalar]) -> dict[str, str | int | bool | None]:
    """The details as JSON scalars; raises UnfitDetail naming the key, never the value."""
    return {name: _scalar(name, value) for name, value in details.items()}


def _scalar(name: str, value: Scalar) -> str | int | bool | None:
    if not NAME.fullmatch(name):
        raise UnfitDetail("the name of a detail is not a short lower-case word")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) <= LARGEST_NUMBER:
            return value
    elif isinstance(value, UUID):
        return str(value)
    elif isinstance(value, (date, datetime)):
        return value.isoformat()
    elif isinstance(value, str) and _is_fit(value):
        return str(value)
    raise UnfitDetail(f"{name} is neither an id, a code, a count, a date nor a hash")


def _is_fit(text: str) -> bool:
    if len(text) <= LONGEST_CODE and CODE.fullmatch(text):
        return True
    return bool(HASH.fullmatch(text)) or _is_id(text) or _is_date(text)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        # Extended form only: eight digits in a row could be something else.
        return text[4:5] == "-" and bool(datetime.fromisoformat(text))
    except ValueError:
        return False
