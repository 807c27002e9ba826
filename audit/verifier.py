"""Read the journal again from its first event and say where it is not what was written.

At most one finding per event, the first thing wrong with it. What is found: a changed byte in body,
salt, leaf or hash; a column that contradicts the body; a missing or foreign position; a cut tail; a
purge before the end of retention, or of an event never chained: the chain commits to the instant of
each event, so a purge cannot be backdated. Somebody who rewrites a whole chain and its head is only found by
the checkpoints kept elsewhere, which come with a later release.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from audit import chain
from audit.retention import TERM
from core.clock import now

ALIAS = "sealer"

EVENTS = """
SELECT id, practice_id, patient_id, at, body, salt, leaf, pos, prev, hash FROM audit_auditevent
WHERE %s::uuid IS NULL OR practice_id = %s::uuid ORDER BY practice_id, pos
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at one position of one chain (the nil UUID is the platform's)."""

    chain: UUID
    position: str
    kind: str

    def __str__(self) -> str:
        name = "platform" if self.chain == chain.PLATFORM else str(self.chain)
        return f"chain={name} position={self.position} finding={self.kind}"


@dataclass(frozen=True, slots=True)
class _Event:
    id: UUID
    practice_id: UUID | None
    patient_id: UUID | None
    at: datetime
    body: bytes | None
    salt: bytes | None
    leaf: bytes
    # All three are None until the sealer comes by.
    pos: int | None
    prev: bytes
    hash: bytes


@dataclass(slots=True)
class _Walk:
    """Where the reader stands in one chain; `hashes` are what the next event may be chained to."""

    name: UUID
    position: int = 0
    hashes: tuple[bytes, ...] = (chain.GENESIS,)


@dataclass(slots=True)
class Report:
    """How many events were read, and everything that is wrong."""

    events: int = 0
    findings: list[Finding] = field(default_factory=list)


def verify(practice_id: UUID | None = None) -> Report:
    """Verify every chain, or one practice's. Reads as the sealer role; changes nothing."""
    report = Report()
    # Heads before and after: the sealer goes on meanwhile, and neither side may look wrong for it.
    before = _heads(practice_id)
    walks: dict[UUID, _Walk] = {}
    for event in _events(practice_id):
        name = chain.chain_of(event.practice_id)
        walk = walks.setdefault(name, _Walk(name))
        report.events += 1
        report.findings.extend(_check(walk, event, before.get(name)))
    after = _heads(practice_id)
    for name in {*walks, *before}:
        report.findings.extend(_check_end(walks.get(name, _Walk(name)), before.get(name), after.get(name)))
    return report


def _check(walk: _Walk, event: _Event, head: tuple[int, bytes] | None) -> Iterator[Finding]:
    if event.pos is None:
        if kind := _wrong_content(event):
            yield Finding(walk.name, "unsealed", kind)
        return
    if event.pos > walk.position + 1:
        yield _missing(walk.name, walk.position + 1, event.pos - 1)
        # What the absent event's hash was is unknown: take this one's word, the gap is already reported.
        walk.hashes = (event.prev,)
    expected = chain.link(event.prev, walk.name, event.pos, event.at, event.leaf)
    kind = _wrong(walk, event, expected)
    if kind is None and head is not None and event.pos == head[0] and event.hash != head[1]:
        kind = "head-differs"
    if kind is not None:
        yield Finding(walk.name, str(event.pos), kind)
    # One changed event is one finding: the next may be chained to what stands here or to what should.
    walk.position, walk.hashes = event.pos, (event.hash, expected)


def _wrong(walk: _Walk, event: _Event, expected: bytes) -> str | None:
    if kind := _wrong_content(event):
        return kind
    if event.hash != expected:
        return "hash-changed"
    if event.prev not in walk.hashes:
        return "chain-broken"
    return None


def _wrong_content(event: _Event) -> str | None:
    if event.body is None or event.salt is None:
        # Before it is chained nothing vouches for `at`, and nothing is a year old: the purge takes chained events only.
        return "purged-too-early" if event.pos is None or event.at > now() - TERM else None
    if chain.leaf_of(event.salt, event.body) != event.leaf:
        return "content-changed"
    return None if _columns_agree(event, event.body) else "column-changed"


def _columns_agree(event: _Event, raw: bytes) -> bool:
    try:
        body: dict[str, Any] = json.loads(raw)
        return (
            body["id"] == str(event.id)
            and body["practice"] == (str(event.practice_id) if event.practice_id else None)
            and body["patient"] == (str(event.patient_id) if event.patient_id else None)
            and datetime.fromisoformat(body["at"]) == event.at
        )
    except (ValueError, KeyError, TypeError):
        return False


def _check_end(walk: _Walk, before: tuple[int, bytes] | None, after: tuple[int, bytes] | None) -> Iterator[Finding]:
    if walk.position == 0 and before is None:
        return
    if after is None:
        yield Finding(walk.name, str(walk.position), "head-missing")
        return
    if before is not None and walk.position < before[0]:
        yield _missing(walk.name, walk.position + 1, before[0])
    if walk.position > after[0]:
        yield Finding(walk.name, str(walk.position), "beyond-the-head")


def _missing(name: UUID, first: int, last: int) -> Finding:
    return Finding(name, str(first) if first == last else f"{first}..{last}", "missing")


def _events(practice_id: UUID | None) -> Iterator[_Event]:
    connection = connections[ALIAS]
    with transaction.atomic(using=ALIAS), connection.chunked_cursor() as cursor:
        cursor.execute(EVENTS, [practice_id, practice_id])
        while rows := cursor.fetchmany(2_000):
            for row in rows:
                yield _Event(*row)


def _heads(practice_id: UUID | None) -> dict[UUID, tuple[int, bytes]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT chain, size, hash FROM audit_chainhead")
        heads = {name: (size, bytes(head)) for name, size, head in cursor.fetchall()}
    return heads if practice_id is None else {name: head for name, head in heads.items() if name == practice_id}
