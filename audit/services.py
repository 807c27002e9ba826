"""Append to the journal inside the transaction of the act itself: no act without trace, no trace without act."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from audit import chain
from audit.actions import Action
from audit.details import Scalar, checked
from core.clock import now
from core.errors import DomainError
from core.ids import new_id
from core.scoping import Actor, Channel

BODY_VERSION = 1
# Arrays: one text for any number of events. No RETURNING: the web role may insert and nothing else, not even read
# what it wrote.
_APPEND = """
INSERT INTO audit_auditevent (id, practice_id, patient_id, at, body, salt, leaf)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::bytea[], %s::bytea[], %s::bytea[])
"""
# What one statement carries at most.
LARGEST_BATCH = 5_000
NOTHING: Mapping[str, Scalar] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Event:
    """One act to journal. `entity` is (kind, id); a patient is named whenever their data was touched or read."""

    actor: Actor | None
    action: str
    practice_id: UUID | None
    entity: tuple[str, UUID] | None = None
    patient_id: UUID | None = None
    outcome: str = "success"
    details: Mapping[str, Scalar] = field(default_factory=lambda: NOTHING)


def record(
    *,
    actor: Actor | None,
    action: str,
    practice_id: UUID | None,
    entity: tuple[str, UUID] | None = None,
    patient_id: UUID | None = None,
    outcome: str = "success",
    details: Mapping[str, Scalar] | None = None,
) -> UUID:
    """Journal one act in one statement and return the event's id.

    Without a practice the event joins the platform's chain. Raises ValueError for an action that
    audit.actions does not list, UnfitDetail for a detail that could be personal (H-22: ids only).
    """
    event = Event(actor, action, practice_id, entity, patient_id, outcome, details or NOTHING)
    return record_many([event])[0]


def record_many(events: Iterable[Event], *, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Journal many acts at once, one statement per 5,000; returns their ids in order.

    `using`: the database connection whose transaction does the act, for the few commands of another role.
    """
    rows = [_row(event) for event in events]
    with connections[using].cursor() as cursor:
        for start in range(0, len(rows), LARGEST_BATCH):
            columns = zip(*rows[start : start + LARGEST_BATCH], strict=True)
            cursor.execute(_APPEND, [list(column) for column in columns])
    return [row[0] for row in rows]


def record_refusal(
    *,
    actor: Actor | None,
    error: DomainError,
    details: Mapping[str, Scalar] | None = None,
) -> UUID:
    """Journal a refused access in a transaction of its own, once the refused one is rolled back.

    It joins the platform's chain: the practice asked for is not the caller's to write in.
    """
    with transaction.atomic():
        return record(
            actor=actor,
            action=Action.ACCESS_REFUSED,
            practice_id=None,
            outcome="refused",
            details={"code": error.code, "status": error.status, **(details or {})},
        )


def _row(event: Event) -> tuple[Any, ...]:
    event_id, at = new_id(), now()
    salt = secrets.token_bytes(chain.SALT_BYTES)
    body = chain.canonical(_body(event, event_id, at.isoformat(timespec="microseconds")))
    return event_id, event.practice_id, event.patient_id, at, body, salt, chain.leaf_of(salt, body)


def _body(event: Event, event_id: UUID, at: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "v": BODY_VERSION,
        "id": str(event_id),
        "at": at,
        "action": Action(event.action).value,
        "outcome": _code("outcome", event.outcome),
        "practice": _text(event.practice_id),
        "patient": _text(event.patient_id),
        "actor": _actor(event.actor, event.practice_id),
    }
    if event.entity is not None:
        kind, entity_id = event.entity
        body["entity"] = [_code("kind", kind), str(entity_id)]
    details = _with_call(event)
    if details:
        body["details"] = checked(details)
    return body


@lru_cache(maxsize=256)
def _code(name: str, value: str) -> str | int | bool | None:
    """One of the few words that every event says, checked once."""
    return checked({name: value})[name]


def _with_call(event: Event) -> Mapping[str, Scalar]:
    """The details, and the call during which it was done: an access is justified by it."""
    call = event.actor.calls.get(event.practice_id) if event.actor and event.practice_id else None
    if call is None or event.details.get("call"):
        return event.details
    return {**event.details, "call": call}


def _actor(actor: Actor | None, practice_id: UUID | None) -> dict[str, str | None]:
    """Who, through which door, in which session, under whose mandate (H-21: actor and on_behalf_of)."""
    if actor is None:
        return {"user": None, "channel": Channel.SYSTEM.value}
    who: dict[str, str | None] = {"user": _text(actor.user_id), "channel": actor.channel.value}
    if actor.session_id is not None:
        who["session"] = str(actor.session_id)
    if practice_id is not None and practice_id in actor.delegations:
        who["delegation"] = str(actor.delegations[practice_id])
    return who


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
