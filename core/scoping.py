"""Who acts, for which practices, until when: the signed context that every transaction opens with.

`acting_as(actor)` makes the engine `core.postgresql` send, as the first statement of each outermost
transaction, `set_config('app.ctx', '<practices>|<user>|<expiry>|<hmac>', true)`. Row-level policies
read it through `ctx.practices()`, which checks the signature with a key the web role cannot read.
Transaction-local on purpose: behind a transaction pooler a session-level setting shows other
tenants' rows.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from core import clock

EVERYTHING = frozenset({"*"})


class Channel(StrEnum):
    """The door an act came through."""

    PHONE = "phone"
    WEB = "web"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) as the services see it: permissions by practice, decided at sign-in time.

    `grants` maps a practice to permission values; `delegations` names the mandate acted under. While `owing`,
    a text of their organisation awaits their acceptance: the edge opens nothing else to them (CH-21). `calls` maps a
    practice to the call that this person is answering for it: the journal gives it as the ground of what is done there.
    """

    user_id: UUID | None
    grants: Mapping[UUID, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    delegations: Mapping[UUID, UUID] = field(default_factory=lambda: MappingProxyType({}))
    channel: Channel = Channel.PHONE
    session_id: UUID | None = None
    step_up_until: datetime | None = None
    platform: frozenset[str] = frozenset()
    owing: bool = False
    calls: Mapping[UUID, UUID] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def practice_ids(self) -> frozenset[UUID]:
        return frozenset(self.grants)

    def during(self, practice_id: UUID, call_id: UUID) -> "Actor":
        """The same person while answering that call of that practice."""
        return replace(self, calls=MappingProxyType({**self.calls, practice_id: call_id}))

    def may(self, permission: str, practice_id: UUID) -> bool:
        """Whether `permission` is granted at that practice."""
        granted = self.grants.get(practice_id, frozenset())
        return str(permission) in granted or "*" in granted


def system_actor(*practice_ids: UUID) -> Actor:
    """The product itself (commands, workers, demonstration data), with every permission at those practices."""
    return Actor(user_id=None, grants=dict.fromkeys(practice_ids, EVERYTHING), channel=Channel.SYSTEM)


_actor: ContextVar[Actor | None] = ContextVar("acting_actor", default=None)


def current_actor() -> Actor | None:
    """The actor whose context the next transaction will carry, or None."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Every transaction opened inside carries this actor's signed context; the former one returns afterwards."""
    token = _actor.set(actor)
    _refresh_open_transaction()
    try:
        yield
    finally:
        _actor.reset(token)
        _refresh_open_transaction()


def _refresh_open_transaction() -> None:
    if connection.in_atomic_block and not connection.needs_rollback:
        send_context(connection)


def send_context(target: Any) -> None:
    """Write the current actor's context into the open transaction of `target` (a database connection)."""
    with target.cursor() as cursor:
        cursor.execute("SELECT set_config('app.ctx', %s::text, true)", [signed_context(_actor.get())])


def signed_context(actor: Actor | None, *, lifetime_seconds: int | None = None) -> str:
    """`practices|user|expiry|hmac`, or the empty string for nobody. Expiry in Unix seconds."""
    if actor is None or not actor.grants:
        return ""
    lifetime = settings.CONTEXT_LIFETIME_SECONDS if lifetime_seconds is None else lifetime_seconds
    expiry = int(clock.now().timestamp()) + lifetime
    message = f"{_joined(actor.practice_ids)}|{actor.user_id or ''}|{expiry}"
    key = context_key()
    return f"{message}|{hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}"


def context_key() -> bytes:
    """The 32-byte signing key of contexts, derived from CONTEXT_SIGNING_KEY."""
    return hashlib.sha256(settings.CONTEXT_SIGNING_KEY.encode()).digest()


def _joined(ids: Iterable[UUID]) -> str:
    return ",".join(sorted(str(identifier) for identifier in ids))
