"""Recorded messages of a vendor, one JSON object a line, as the facts they state. Pure."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from telephony_adapters.asterisk import ami, ari
from telephony_adapters.events import CallEvent
from telephony_adapters.protocols import Account

Reader = Callable[[Mapping[str, Any], Account], Iterator[CallEvent]]


class UnreadableRecording(ValueError):
    """A line is not what the vendor writes; says which, never what it holds."""


def _asterisk(message: Mapping[str, Any], account: Account) -> Iterator[CallEvent]:
    return ami.facts(message, account) if "Event" in message else ari.facts(message, account)


ADAPTERS: Mapping[str, Reader] = MappingProxyType({"asterisk": _asterisk})


def facts_of(lines: Iterable[str], account: Account) -> Iterator[CallEvent]:
    """Every fact of a recording, in its order. Raises UnreadableRecording."""
    read = ADAPTERS[account.provider]
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
        except ValueError:
            raise UnreadableRecording(f"line {place} is not JSON") from None
        if not isinstance(message, dict):
            raise UnreadableRecording(f"line {place} is not a JSON object")
        yield from read(message, account)
