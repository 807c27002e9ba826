"""What another room asks to be said, by the same states as a message about a visit.

First `sending` with our reference, committed; then, the row locked, the teller asked again and the vendor called. An
answer that is lost leaves `sending`, which `notifications.services.recovering` settles without ever sending blindly. A
code leaves once at most: whoever does not get it asks for another.
"""

import logging

from django.db import transaction

from core import clock
from core.scoping import acting_as, system_actor
from notifications.doors import AtTheDoor, Door, Gone
from notifications.kinds import Kind, Medium
from notifications.models import Delivery
from notifications.parcels import Parcel
from notifications.services.attempts import Attempt, failed
from notifications.services.claims import Turn, claim_posted, held, pause_after
from notifications.services.writing import mark_sending, to_state
from notifications.states import State
from notifications.topics import LetterBox, tellers
from outbox import services as outbox
from outbox.services import Claim
from telephony_adapters.protocols import NotReached, Refused, Unreachable

BATCH = 20
# What a vendor refuses was certainly not sent and is tried again so many times; then it is somebody's work.
MOST_TRIES = 8

logger = logging.getLogger("permanence.notifications")


def ask_to_post(row: Claim, kind: Kind) -> None:
    """One message for this row of the outbox, in its transaction. The row belongs to a practice."""
    assert row.practice_id is not None, "what is posted belongs to a practice"
    now = clock.now()
    Delivery(
        id=row.id,
        posting=row.id,
        practice_id=row.practice_id,
        kind=kind.value,
        channel=Medium.SMS.value,
        version=row.version,
        state=State.QUEUED.value,
        due_at=now,
        created_at=now,
        state_at=now,
    ).save(force_insert=True)


def send_posted(box: LetterBox) -> int:
    """Act on at most 20 that are due; returns how many were taken. One that fails is tried later, the others go on."""
    turns = claim_posted(BATCH)
    for turn in turns:
        attempt = Attempt(turn)
        try:
            with acting_as(system_actor(turn.practice_id)):
                if _prepare(turn):
                    _say(box, attempt)
        except Exception as error:
            failed(attempt, error)
    return len(turns)


@transaction.atomic
def has_left(row: Delivery) -> None:
    """The vendor took it though its answer was lost: what its room writes of a message that left is written."""
    asked = outbox.recall(row.practice_id, row.id)
    if asked is not None:
        tellers()[asked.topic][1](Gone(), asked)
        outbox.tell_outcome(asked, "sent")


@transaction.atomic
def _prepare(turn: Turn) -> bool:
    """Whether it is about to be sent: the row says so from here on."""
    row = held(turn, State.QUEUED)
    if row is None:
        return False
    found = _at_the_door(turn)
    if not isinstance(found, Parcel):
        _silent(row, found)
        return False
    row.channel = found.way.medium.value
    mark_sending(row, row, found.way)
    return True


@transaction.atomic
def _say(box: LetterBox, attempt: Attempt) -> None:
    """The row stays locked until the vendor has answered: nobody settles it meanwhile."""
    turn = attempt.turn
    row, asked = held(turn, State.SENDING), outbox.recall(turn.practice_id, turn.id)
    if row is None or asked is None:
        return
    # From here on the room that asked may have called the vendor.
    attempt.handed_over = True
    try:
        with transaction.atomic():
            silence = tellers()[asked.topic][1](box, asked)
    except NotReached:
        _again(row, "channel-unreachable")
    except Refused as refusal:
        if row.attempts < MOST_TRIES:
            _again(row, refusal.code)
        else:
            to_state(row, State.FAILED, refusal.code)
            outbox.tell_outcome(asked, "refused")
    except Unreachable:
        # Nobody knows whether it was taken: it is asked about when the lease ends.
        logger.warning("message %s: the vendor's answer was lost", turn.id)
    else:
        if silence is not None:
            _silent(row, silence)
            return
        to_state(row, State.ACCEPTED)
        outbox.tell_outcome(asked, "sent")


def _at_the_door(turn: Turn) -> Parcel | str:
    """What would leave, nothing being written; or why nothing does (a code)."""
    asked = outbox.recall(turn.practice_id, turn.id)
    if asked is None:
        return "forgotten"
    try:
        with transaction.atomic():
            return tellers()[asked.topic][1](Door(), asked) or "nothing-to-say"
    except AtTheDoor as stopped:
        return stopped.found


def _silent(row: Delivery, reason: str) -> None:
    to_state(row, State.VOID, reason)
    asked = outbox.recall(row.practice_id, row.id)
    if asked is not None:
        outbox.tell_outcome(asked, reason, void=True)


def _again(row: Delivery, reason: str) -> None:
    to_state(row, State.QUEUED, reason, due_at=clock.now() + pause_after(row.attempts))
