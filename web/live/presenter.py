"""The calls of the moment as every page of the desk shows them: what rings, who took it, what is mine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from calls.models import CallSession
from calls.queries import who_answered
from core.scoping import Actor, Channel
from instructions.enums import Kind
from instructions.queries import consignes_shown
from instructions.rules import Situation
from practices import queries as practices
from practices.permissions import Permission, can
from telephony_adapters.events import Direction
from web import french
from web.desk.call_state import CallState
from web.desk.callers import caller_words, candidates
from web.desk.presenters.people import Line, line
from web.desk.presenters.practice import PracticeCard, practice_card

# How long « pris par … » stays before the call leaves the colleagues' screens.
TAKEN_SECONDS = 8
# Below the first calls, one line each: a desk is not a switchboard.
IN_FULL = 2
MOST_SAYS = 3
# How old what the practice says may be: fifty desks ask within a second.
KEPT_SECONDS = 5
TONES = {Kind.IMPORTANT: "alert", Kind.RULE: "warn", Kind.INFO: ""}


class Standing(StrEnum):
    RINGING = "ringing"
    TAKEN = "taken"
    MINE = "mine"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Says:
    """One consigne to read while it rings; without `label` what the practice says to everybody."""

    text: str
    label: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """One call. `practice`, `found` and `says` are filled while it rings; `leaves` counts the seconds it stays."""

    id: UUID
    standing: Standing
    name: str
    line: str
    caller: str
    greeting: str
    elapsed: int
    take_url: str
    page_url: str
    wrap_up_url: str
    taken_by: str = ""
    leaves: int = 0
    picked_up: bool = False
    is_first: bool = False
    practice: PracticeCard | None = None
    found: Sequence[Line] = ()
    says: Sequence[Says] = ()

    @property
    def elapsed_label(self) -> str:
        return f"{self.elapsed // 60:02}:{self.elapsed % 60:02}"


def rings(actor: Actor, calls: Sequence[CallSession], now: datetime) -> list[Ring]:
    """Those that concern this person: all that ring, those just taken by a colleague, their own."""
    shown = [ring for call in calls if (ring := _ring(actor, call, now)) is not None]
    ringing = [ring.id for ring in shown if ring.standing is Standing.RINGING]
    first = next(iter(ringing), None)
    by_id = {call.id: call for call in calls}
    return [
        replace(_in_full(actor, ring, by_id[ring.id], now), is_first=ring.id == first)
        if ring.id in ringing[:IN_FULL]
        else ring
        for ring in shown
    ]


def first_words(call: CallSession, now: datetime) -> Ring | None:
    """What every desk shows while a call rings, before any of them asked: nothing of who calls. None afterwards."""
    rings_still = call.ended_at is None and call.answered_at is None and call.taken_at is None
    if call.direction != Direction.INBOUND or not rings_still:
        return None
    return replace(_bare(call, Standing.RINGING, now), caller="")


def _ring(actor: Actor, call: CallSession, now: datetime) -> Ring | None:
    if call.taken_by_id == actor.user_id:
        return _bare(call, Standing.OVER if call.ended_at else Standing.MINE, now)
    if call.taken_by is not None and call.taken_at is not None:
        return _left(call, call.taken_by.display_name, call.taken_at, now)
    if call.ended_at is not None:
        return None
    if call.answered_at is None:
        return _bare(call, Standing.RINGING, now)
    person = who_answered(call)
    if person is None or person.id == actor.user_id:
        # Picked up at a telephone that is nobody's, it is still for somebody to take here.
        return _bare(call, Standing.RINGING, now, picked_up=person is not None)
    return _left(call, person.display_name, call.answered_at, now)


def _left(call: CallSession, taken_by: str, since: datetime, now: datetime) -> Ring | None:
    """Still said for a moment to those at whose desk it rang."""
    leaves = TAKEN_SECONDS - int((now - since) / timedelta(seconds=1))
    if leaves <= 0 or call.ended_at is not None:
        return None
    return _bare(call, Standing.TAKEN, now, taken_by=taken_by, leaves=min(leaves, TAKEN_SECONDS))


def _bare(call: CallSession, standing: Standing, now: datetime, **more: Any) -> Ring:
    until = call.ended_at or now
    ids = {"practice_id": call.practice_id, "session_id": call.id}
    return Ring(
        id=call.id,
        standing=standing,
        name=call.practice.name,
        line=f"{call.line.name} {french.phone(call.line.e164)}",
        caller=caller_words(call),
        greeting=(call.line.greeting or call.practice.greeting).strip(' «»"'),
        elapsed=max(0, int((until - call.started_at) / timedelta(seconds=1))),
        take_url=reverse("live:take", kwargs=ids),
        page_url=CallState(call.practice_id, call.id).url,
        wrap_up_url=_wrap_up_url(call),
        **more,
    )


def _in_full(actor: Actor, ring: Ring, call: CallSession, now: datetime) -> Ring:
    card, says = _words(actor, call, now)
    found = [line(known) for known in candidates(actor, call)]
    return replace(ring, practice=card, found=found, says=says)


def _words(actor: Actor, call: CallSession, now: datetime) -> tuple[PracticeCard, list[Says]]:
    """What the practice says: the same at every desk where it rings, asked for once. Nothing of a patient."""
    reads = can(actor, Permission.CONSIGNE_READ, call.practice_id)
    key = f"ringing:{call.practice_id}:{reads}"
    kept: tuple[PracticeCard, list[Says]] | None = cache.get(key)
    if kept is None:
        places = list(practices.locations(actor, call.practice_id))
        card = practice_card(call.practice, places, [], now=now)
        zone = places[0].timezone if places else french.HOME_ZONE
        consignes = _consignes(actor, call.practice_id, zone, now) if reads else []
        kept = card, (consignes or [Says(text) for text in card.says])[:MOST_SAYS]
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _consignes(actor: Actor, practice_id: UUID, zone: str, now: datetime) -> list[Says]:
    """Those that hold whoever calls and for whatever reason, the gravest first."""
    applied = consignes_shown(actor, practice_id, Situation(now, zone, door=Channel.PHONE))
    return [Says(one.sentence, Kind(one.rule.kind).label, TONES[Kind(one.rule.kind)]) for one in applied]


def _wrap_up_url(call: CallSession) -> str:
    """Empty while no page asks how the call ended."""
    try:
        return reverse("desk:call-wrap-up", kwargs={"practice_id": call.practice_id, "call_id": call.id})
    except NoReverseMatch:
        return ""
