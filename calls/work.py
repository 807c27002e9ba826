"""Whom to ring back: missed calls, voicemails and calls marked "à rappeler", a line a caller, the oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from calls.folding import Outcome
from calls.models import CallSession
from calls.models.call_session import Disposition
from core import clock
from core.compiled import Compiled
from core.scoping import Actor
from practices.permissions import Permission, practices_where
from telephony_adapters.events import Direction, RemoteState

# How far back the list goes.
WORK_DAYS = timedelta(days=7)
_MISSED = Q(direction=Direction.INBOUND, outcome__in=[Outcome.MISSED, Outcome.VOICEMAIL], ended_at__isnull=False)
_ASKED = Q(disposition=Disposition.CALL_BACK)


@dataclass(frozen=True, slots=True)
class ToCallBack:
    """One caller. `call` is the first of their calls that is left, `times` how often they rang since.

    `claimed_by` rings them now; `due_at`: not before that. A withheld number cannot be rung back.
    """

    call: CallSession
    times: int
    last_at: datetime
    claimed_by: UUID | None
    due_at: datetime | None

    @property
    def can_be_rung(self) -> bool:
        return self.call.remote_state == RemoteState.KNOWN


def to_call_back(actor: Actor) -> list[ToCallBack]:
    """The work list of the actor's practices; callers put off until later come last."""
    now = clock.now()
    lines = [_line(rows, now) for rows in _by_caller(left_to_do(actor)).values()]
    return sorted(lines, key=lambda line: (line.due_at is not None, line.due_at or line.call.started_at, line.call.id))


def left_to_do(actor: Actor) -> list[CallSession]:
    """Every call that nobody returned, oldest first; at most seven days old."""
    found = left_to_do_of(*sorted(practices_where(actor, Permission.CALL_HANDLE)))
    return list(found.select_related("practice", "line", "returning_by").order_by("started_at", "id"))


def left_to_do_count(actor: Actor) -> int:
    """How many callers wait: one statement."""
    places = practices_where(actor, Permission.CALL_HANDLE)
    found = _CALLERS.rows(sorted(places), clock.now() - WORK_DAYS) if places else []
    return len({(practice_id, number or call_id) for practice_id, number, call_id in found})


def left_to_do_of(*practice_ids: UUID) -> QuerySet[CallSession]:
    """Whoever got through meanwhile, in either direction, need not be rung back for having been missed."""
    return _left_to_do(practice_ids, clock.now() - WORK_DAYS)


def _left_to_do(practices: Any, since: Any) -> QuerySet[CallSession]:
    got_through = CallSession.objects.filter(
        practice_id=OuterRef("practice_id"),
        remote_e164=OuterRef("remote_e164"),
        remote_state=RemoteState.KNOWN,
        outcome=Outcome.ANSWERED,
        started_at__gt=OuterRef("started_at"),
    )
    return CallSession.objects.filter(
        _ASKED | _MISSED & ~Exists(got_through),
        practice_id__among=practices,
        called_back_at__isnull=True,
        started_at__gte=since,
    )


# Asked by the bar of every page.
_CALLERS = Compiled(
    lambda practices, since: _left_to_do(practices, since).values_list("practice_id", "remote_e164", "id")
)


def _by_caller(rows: Iterable[CallSession]) -> dict[tuple[UUID, str], list[CallSession]]:
    callers: dict[tuple[UUID, str], list[CallSession]] = {}
    for row in rows:
        callers.setdefault((row.practice_id, row.remote_e164 or str(row.id)), []).append(row)
    return callers


def _line(rows: list[CallSession], now: datetime) -> ToCallBack:
    claims = [row for row in rows if row.returning_until and row.returning_until > now]
    due = max((row.return_after for row in rows if row.return_after and row.return_after > now), default=None)
    # Whoever rings again after having been put off does not wait any longer.
    rang_since = due is not None and any(row.return_after is None for row in rows)
    return ToCallBack(
        call=rows[0],
        times=len(rows),
        last_at=rows[-1].started_at,
        claimed_by=claims[0].returning_by_id if claims else None,
        due_at=None if rang_since else due,
    )
