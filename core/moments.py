"""Instants and dates as callers write them: RFC 3339 with an offset, nothing that could mean two things. No Django."""

import re
from datetime import UTC, date, datetime

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Agendas are of our time; beyond these years arithmetic on instants overflows somewhere.
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class UnreadableMoment(ValueError):
    """`code` and `detail` say what is wrong with the value."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def read_instant(text: str) -> datetime:
    """An aware instant. Raises UnreadableMoment: malformed, without offset, no such date, out of our time."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise UnreadableMoment("invalid-datetime", "Donnez une date et une heure comme 2026-03-02T09:00:00+01:00.")
    if match["offset"] is None:
        raise UnreadableMoment("offset-required", "Précisez le décalage horaire, par exemple +01:00 ou Z.")
    try:
        moment = datetime.fromisoformat(text.upper())
        in_our_time = FIRST <= moment < LAST
    except (ValueError, OverflowError):
        raise UnreadableMoment("no-such-time", "Cette date ou cette heure n'existe pas.") from None
    if not in_our_time:
        raise UnreadableMoment("out-of-range", "Cette date est hors de la période acceptée (2000 à 2099).")
    return moment


def read_instant_or_date(text: str) -> datetime | date:
    """The same, or a plain date, which means its first midnight at the place."""
    if _DATE.fullmatch(text) is None:
        return read_instant(text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UnreadableMoment("no-such-time", "Cette date n'existe pas.") from None
    if not FIRST.date() <= day < LAST.date():
        raise UnreadableMoment("out-of-range", "Cette date est hors de la période acceptée (2000 à 2099).")
    return day
