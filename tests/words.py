"""Words that nobody else would write."""

from uuid import uuid4

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def new_word() -> str:
    """Thirty-two letters, no digit: digits drawn by chance look like a NIR now and then, and a text is set aside."""
    return uuid4().hex.translate(_LETTERS)
