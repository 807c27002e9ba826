"""gunicorn's access log without what a caller might have typed into an address.

Our own addresses are made of words and UUIDs. Anything else (a number, a name, an escaped byte) is a mistake
or an attack, perhaps somebody's social security number: it is written as `…`.
"""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OURS = re.compile(rf"|v1|[a-z]+(?:[-_.][a-z]+)*|{_UUID}")
LONGEST_WORD = 36


def without_typed_values(path: str) -> str:
    """The path with every segment that is neither one of our kind of word nor a UUID replaced."""
    return "/".join(part if len(part) <= LONGEST_WORD and _OURS.fullmatch(part) else "…" for part in path.split("/"))


class CarefulFilter(logging.Filter):
    """For lines that hold an address, such as Django's about an error: the token of a live link is not written."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_careful(each) for each in record.args)
        return True


def _careful(value: object) -> object:
    """Only what reads as a path: the words of a sentence are ours."""
    return without_typed_values(value) if isinstance(value, str) and value.startswith("/") else value


class CarefulLogger(Logger):  # type: ignore[misc]
    """`--logger-class config.access_log.CarefulLogger`; to be used with `%(m)s %(U)s %(s)s`."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """What a line may be made of: neither query, nor referrer, nor raw path."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        kept = {name: value for name, value in atoms.items() if name in {"m", "s", "t", "T", "D", "M", "L", "B"}}
        return {**kept, "U": without_typed_values(str(environ.get("PATH_INFO", "")))}
