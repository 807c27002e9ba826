"""Reading the body of a vendor's message: bounded, one value a name, and never quoted in an error. Pure."""

import json
from datetime import UTC, datetime
from typing import Any


class MalformedBody(ValueError):
    """The sender is the vendor, but this is not what it writes: names the field at most."""


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises MalformedBody, also for a name given twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise MalformedBody("a name is given twice")
        return dict(pairs)

    try:
        content = json.loads(body, object_pairs_hook=once)
    except MalformedBody:
        raise
    except (ValueError, RecursionError):
        raise MalformedBody("the body is not a JSON object") from None
    if not isinstance(content, dict):
        raise MalformedBody("the body is not a JSON object")
    return content


# As many characters as the columns of a fact hold.
LONGEST_ID, LONGEST_WORD = 128, 64


def word(content: dict[str, Any], name: str, *, default: str | None = None, most: int | None = LONGEST_ID) -> str:
    """A value as text: some vendors write ids as integers. `most`: None for what people wrote.

    Raises MalformedBody when it is missing, no scalar, too long, or holds a character that nothing can keep.
    """
    value = content.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise MalformedBody(name)
    text = str(value)
    if "\0" in text or (most is not None and len(text) > most):
        raise MalformedBody(name)
    return text


def instant(value: object, name: str) -> datetime | None:
    """A time written as RFC 3339 or as seconds since 1970, in UTC; None when there is none. Raises MalformedBody."""
    if value in (None, ""):
        return None
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        read = datetime.fromisoformat(str(value))
        if read.tzinfo is None:
            raise MalformedBody(name)
        return read.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise MalformedBody(name) from None
