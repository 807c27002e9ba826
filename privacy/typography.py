"""French spacing: what must not be cut from the word it belongs to. Pure: no Django."""

import re
from typing import Any

_BEFORE, _AFTER = re.compile(r" (?=[;:?!»%])"), re.compile(r"(?<=«) ")
WIDE = "\u00a0"


def typeset(text: str) -> str:
    """« Oui : non » with spaces that do not break."""
    return _AFTER.sub(WIDE, _BEFORE.sub(WIDE, text))


def typeset_all(value: Any) -> Any:
    """The same for every text inside lists and dictionaries; keys stay as they are."""
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, dict):
        return {key: typeset_all(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [typeset_all(inner) for inner in value]
    return value
