"""Reading what vendors said: each message is placed by its line, its facts appended, its call folded again.

Any number of readers may run: rows are taken with SKIP LOCKED, and one call's facts under one lock. A message about
a call whose line has not been said yet waits for it; one that is not what the vendor writes is set aside and counted.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from booking.services import release_offers
from calls import facts
from calls.cuts import untold_ends
from calls.folding import FoldedCall, fold
from calls.models import CallRequest, CallSession, InboxMessage
from calls.services.recording import keep_reference
from calls.sms_readers import read_sms
from core import clock
from core.scoping import acting_as, system_actor
from telephony_adapters.events import CallEvent, Direction, Kind, LiveLegs, RemoteState, SmsEvent
from telephony_adapters.protocols import Account
from telephony_adapters.raw import facts_in, loads

# A call whose line is never said (it began before we listened) is not waited for longer.
LONGEST_WAIT = timedelta(hours=4)
# Not of the message: the database is away, or somebody holds the call too long. The message stays to be read.
_AWAY = (OperationalError, InterfaceError)

logger = logging.getLogger("permanence.calls")


def read_due(limit: int = 50) -> int:
    """Read at most `limit` new messages, oldest first; returns how many were taken.

    One whose call is held too long by somebody else is left for the next time, and the next ones are read.
    """
    taken, later = 0, set[UUID]()
    while taken + len(later) < limit and (row_id := _read_one(later)):
        taken += row_id not in later
    return taken


@transaction.atomic
def _read_one(later: set[UUID]) -> UUID | None:
    """The message that was taken, or that joined `later`; None when there is no other."""
    row = (
        InboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state="new")
        .exclude(id__in=later)
        .order_by("received_at", "id")
        .first()
    )
    if row is None:
        return None
    try:
        # One message that the database refuses is set aside alone: the next ones are other callers.
        with transaction.atomic():
            row.state, row.call_id = _read(row)
            if row.state == InboxMessage.State.READ:
                row.body = None
            row.save(update_fields=["state", "call_id", "body"])
    except _AWAY as problem:
        if not connection.is_usable():
            raise
        logger.warning("message %s of account %s is left for later: %s", row.id, row.account, type(problem).__name__)
        later.add(row.id)
    except Exception as problem:
        # Whatever its words cause ends no reading. Its kind only: the text of an error may repeat what it was given.
        logger.warning("message %s of account %s cannot be read: %s", row.id, row.account, type(problem).__name__)
        InboxMessage.objects.filter(id=row.id).update(state=InboxMessage.State.REFUSED)
    return row.id


def _read(row: InboxMessage) -> tuple[str, str]:
    """The state the message is left in, and the call it is about."""
    accounts: Mapping[str, Account] = settings.TELEPHONY_ACCOUNTS
    account = accounts.get(row.account)
    if account is None or row.body is None:
        return InboxMessage.State.REFUSED, ""
    left, call_id = InboxMessage.State.READ, ""
    for fact in facts_in(loads(row.body.open()), account):
        if isinstance(fact, SmsEvent):
            left = left if read_sms(fact, row.received_at) else InboxMessage.State.REFUSED
            continue
        if isinstance(fact, LiveLegs):
            for end in untold_ends(fact):
                _append(end)
            continue
        call_id = fact.call_id
        if not _append(replace(fact, received_at=fact.received_at or row.received_at)):
            old = row.received_at < clock.now() - LONGEST_WAIT
            left = InboxMessage.State.REFUSED if old else InboxMessage.State.WAITING
    return left, call_id


def _append(fact: CallEvent) -> bool:
    """Whether the fact found its call."""
    with connection.cursor() as cursor:
        # One writer a call: facts arrive by several readers at once.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"call {fact.account} {fact.call_id}"])
        cursor.execute("SELECT practice_id, session_id FROM calls_place_of(%s, %s)", [fact.account, fact.call_id])
        placed = cursor.fetchone()
        if placed is None and (reference := _our_reference(fact)):
            cursor.execute("SELECT practice_id, session_id FROM calls_requested(%s, %s)", [fact.account, reference])
            placed = cursor.fetchone()
        if placed is None and fact.did_e164:
            cursor.execute("SELECT practice_id, line_id FROM calls_line_of(%s, %s)", [fact.account, fact.did_e164])
            line = cursor.fetchone()
            if line:
                return _open(fact, practice_id=line[0], line_id=line[1])
    if placed is None:
        return False
    with acting_as(system_actor(placed[0])):
        if facts.append(placed[0], placed[1], fact):
            session = CallSession.objects.select_for_update().get(practice_id=placed[0], id=placed[1])
            if fact.kind is Kind.RECORDING_READY:
                keep_reference(session, fact)
            was_open = session.ended_at is None
            folded = fold(facts.facts_of(session))
            if folded.remote_state is RemoteState.WITHHELD:
                facts.withhold(session)
            _write(session, folded)
            if was_open and session.ended_at is not None:
                _hung_up(session)
    return True


def _our_reference(fact: CallEvent) -> UUID | None:
    try:
        return UUID(fact.client_ref or "")
    except ValueError:
        return None


def _hung_up(session: CallSession) -> None:
    """The line is free: what was offered to the caller is free again, and a request of ours has run its course."""
    release_offers(actor=system_actor(session.practice_id), practice_id=session.practice_id, call_id=session.id)
    CallRequest.objects.filter(
        practice_id=session.practice_id, session_id=session.id, state__in=["stored", "placed", "unknown"]
    ).update(state=CallRequest.State.OVER, settled_at=clock.now())


def _open(fact: CallEvent, *, practice_id: UUID, line_id: UUID) -> bool:
    """The first fact that names the line opens the session; what waited for it is read next."""
    with acting_as(system_actor(practice_id)):
        first = fold([fact])
        session = CallSession(
            practice_id=practice_id,
            line_id=line_id,
            account=fact.account,
            provider_call_id=fact.call_id,
            direction=first.direction or Direction.INBOUND,
            remote_state=first.remote_state,
            remote_e164=first.remote_e164 or "",
            outcome=first.outcome,
            started_at=first.started_at or fact.received_at or clock.now(),
        )
        session.save(force_insert=True)
        facts.append(practice_id, session.id, fact)
        _write(session, first)
    InboxMessage.objects.filter(account=fact.account, call_id=fact.call_id, state="waiting").update(state="new")
    return True


def _write(session: CallSession, call: FoldedCall) -> None:
    """The folded columns; the desk's own stay."""
    session.direction = call.direction or session.direction
    if call.remote_state is not RemoteState.UNKNOWN:
        # What we dialled is known before any fact says it.
        session.remote_state, session.remote_e164 = call.remote_state, call.remote_e164 or ""
    session.outcome, session.answered_by = call.outcome, call.answered_by or ""
    session.transferred_to = call.transferred_to or ""
    session.started_at = call.started_at or session.started_at
    session.answered_at, session.ended_at = call.answered_at, call.ended_at
    session.version += 1
    session.save()
