"""Asking for a code and typing it: the only way to show that a number or an address is one's own.

The same work and the same answer whether the practice knows the contact or not.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Protocol
from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from core import clock
from core.scoping import Actor
from online import codes
from online.allowances import Asked, count, place_of, too_many, too_many_codes
from online.models import BookingDraft
from online.queries import answers_of
from online.services.drafts import LASTS
from outbox.services import enqueue

TOPIC, CHANNEL = "online.code", "code"
_OTHERWISE = "Appelez le cabinet, qui prend aussi les rendez-vous par téléphone, ou donnez un autre numéro."


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    TOO_OLD = "too-old"
    TOO_MANY = "too-many"


class Coded(Protocol):
    """A row that a code proves: a booking under way, a proof of who owns a record, a coming in."""

    id: UUID
    code_number: int
    code_until: datetime | None
    wrong_codes: int
    proven_at: datetime | None

    def save(self, *, update_fields: Iterable[str]) -> None: ...


def renew_code(row: Coded, place: str, *, instead: str = "") -> None:
    """A new code for this row; the former one ends. `place` is what is counted, so that its owner is not flooded.

    `instead` is said to whoever gets none: what else opens what this code would have.
    Raises TooManyOnline.
    """
    if row.code_number >= codes.MOST_SENT:
        raise too_many(LASTS)
    count(Asked.CODE_CONTACT, place, partial(too_many_codes, instead=instead))
    row.code_number += 1
    row.code_until, row.wrong_codes, row.proven_at = clock.now() + codes.LASTS, 0, None
    row.save(update_fields=["code_number", "code_until", "wrong_codes", "proven_at"])


def code_awaited(row: Coded) -> bool:
    """Whether a code that was sent still opens: another would only end it."""
    is_fresh = row.code_until is not None and row.code_until > clock.now()
    return is_fresh and row.wrong_codes < codes.MOST_TRIES


def judge_code(row: Coded, typed: str) -> Verdict:
    """Whether the row is proven now. A wrong code is counted, so the caller lets the transaction commit.

    Counted by code, never by contact: what a stranger types of a family's number shuts nobody out. As a contact is
    sent so many codes, so many tries an hour are the most that anybody has.
    """
    if row.code_until is None or row.code_until <= clock.now():
        return Verdict.TOO_OLD
    if row.wrong_codes >= codes.MOST_TRIES:
        return Verdict.TOO_MANY
    if not codes.is_right(typed, row.id, row.code_number):
        row.wrong_codes += 1
        row.save(update_fields=["wrong_codes"])
        return Verdict.WRONG if row.wrong_codes < codes.MOST_TRIES else Verdict.TOO_MANY
    row.proven_at, row.code_until = clock.now(), None
    row.save(update_fields=["proven_at", "code_until"])
    return Verdict.RIGHT


@transaction.atomic
def send_code(*, actor: Actor, draft: BookingDraft) -> BookingDraft:
    """A new code for the contact of the draft, sent by the outbox; the former one ends. Raises TooManyOnline."""
    renew_code(draft, place_of(answers_of(draft).proven_text), instead=_OTHERWISE)
    enqueue(topic=TOPIC, practice_id=draft.practice_id, entity_id=draft.id, channel=CHANNEL, version=draft.code_number)
    _trace(actor, Action.CODE_ASKED, draft)
    return draft


@transaction.atomic
def check_code(*, actor: Actor, draft: BookingDraft, typed: str) -> Verdict:
    """Whether the contact is proven now: see `judge_code`."""
    verdict = judge_code(draft, typed)
    if verdict is Verdict.RIGHT:
        _trace(actor, Action.CONTACT_PROVEN, draft)
    return verdict


def _trace(actor: Actor, action: Action, draft: BookingDraft) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=draft.practice_id,
        entity=("online.booking_draft", draft.id),
        details={"number": draft.code_number},
    )
