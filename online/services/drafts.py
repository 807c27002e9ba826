"""A booking under way: a slot held from its choice to the end, what is typed kept sealed, gone half an hour later."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.services import hold_slot, release_hold
from booking.services.hold import ONLINE
from consent.attestation import GuardianRelation
from core import clock
from core.errors import InvalidInput, NotFound
from core.scoping import Actor
from online.allowances import MOST_HELD, too_many
from online.answers import Answers, Whom, read_answers
from online.errors import DraftGone
from online.models import BookingDraft
from online.queries import answers_of
from patients.enums import Relation
from patients.services import check_told

LASTS = timedelta(minutes=30)
ALONE = "Avant 16 ans, un titulaire de l'autorité parentale doit donner son accord : écrivez son numéro."
NOT_A_CHILD = "Cette personne a moins de 16 ans : choisissez « Pour mon enfant »."
HOLDER = "Cochez cette case si vous êtes titulaire de l'autorité parentale : elle seule permet de continuer."


@dataclass(frozen=True, slots=True, repr=False)
class Begun:
    """`token` is for the browser alone: the row keeps its digest."""

    token: str
    draft: BookingDraft


@transaction.atomic
def begin_draft(
    *,
    actor: Actor,
    practice_id: UUID,
    visit_reason_id: UUID,
    practitioner_role_id: UUID,
    start: datetime,
    origin: str,
) -> Begun:
    """Hold an offered slot for ten minutes and open a draft. `origin`: see `online.allowances.place_of`.

    Raises NotFound, NotOffered, SlotTaken with alternatives, TooManyOnline.
    """
    now = clock.now()
    held = BookingDraft.objects.filter(practice_id=practice_id, origin=origin, held_until__gt=now)
    if held.count() >= MOST_HELD:
        raise too_many(ONLINE)
    hold = hold_slot(
        actor=actor, visit_reason_id=visit_reason_id, practitioner_role_id=practitioner_role_id, start=start
    )
    if hold.practice_id != practice_id:
        raise NotFound()
    token = secrets.token_urlsafe(32)
    draft = BookingDraft(
        practice_id=practice_id,
        token_digest=digest_of(token),
        visit_reason_id=visit_reason_id,
        practitioner_role_id=practitioner_role_id,
        starts_at=hold.start,
        hold_id=hold.id,
        held_until=hold.expires_at,
        origin=origin,
        created_at=now,
        expires_at=now + LASTS,
    )
    draft.save(force_insert=True)
    return Begun(token, draft)


def open_draft(practice_id: UUID, token: str) -> BookingDraft:
    """The draft of this browser, locked until the end of the transaction. Raises DraftGone."""
    rows = BookingDraft.objects.select_for_update().filter(practice_id=practice_id, expires_at__gt=clock.now())
    draft = rows.filter(token_digest=digest_of(token)).first() if token else None
    if draft is None:
        raise DraftGone()
    return draft


@transaction.atomic
def change_slot(
    *,
    actor: Actor,
    draft: BookingDraft,
    practitioner_role_id: UUID,
    start: datetime,
    visit_reason_id: UUID | None = None,
) -> BookingDraft:
    """Hold another slot for the same draft, for another reason too; the former is given back, what was typed stays.

    Raises NotFound, NotOffered, SlotTaken with alternatives: the former hold is kept then.
    """
    _release(actor, draft)
    reason_id = visit_reason_id or draft.visit_reason_id
    hold = hold_slot(actor=actor, visit_reason_id=reason_id, practitioner_role_id=practitioner_role_id, start=start)
    draft.visit_reason_id, draft.practitioner_role_id = reason_id, practitioner_role_id
    draft.starts_at, draft.hold_id, draft.held_until = hold.start, hold.id, hold.expires_at
    draft.expires_at = clock.now() + LASTS
    draft.save(
        update_fields=["visit_reason_id", "practitioner_role_id", "starts_at", "hold_id", "held_until", "expires_at"]
    )
    return draft


def keep_held(*, actor: Actor, draft: BookingDraft) -> BookingDraft:
    """The slot of the draft, held again where its ten minutes ended. Raises SlotTaken when somebody took it since."""
    if draft.hold_id is not None and draft.held_until > clock.now():
        return draft
    return change_slot(actor=actor, draft=draft, practitioner_role_id=draft.practitioner_role_id, start=draft.starts_at)


@transaction.atomic
def tell(*, actor: Actor, draft: BookingDraft, typed: Answers) -> Answers:
    """Keep what was typed, in its written forms; a contact that changed must be proven again, by a code of its own.

    Raises InvalidInput naming every refused field as the form calls it.
    """
    read = _read(actor, draft.practice_id, typed)
    if answers_of(draft).proven_text != read.proven_text:
        draft.proven_at = draft.code_until = None
    draft.answers = read.to_text()
    draft.expires_at = clock.now() + LASTS
    draft.save(update_fields=["answers", "proven_at", "code_until", "expires_at"])
    return read


@transaction.atomic
def give_up(*, actor: Actor, draft: BookingDraft) -> None:
    """The slot is free at once and what was typed is gone."""
    _release(actor, draft)
    draft.delete()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _release(actor: Actor, draft: BookingDraft) -> None:
    if draft.hold_id is not None:
        release_hold(actor=actor, hold_id=draft.hold_id)


def _read(actor: Actor, practice_id: UUID, typed: Answers) -> Answers:
    """Everything that booking would refuse, said on the page where it is typed."""
    read = read_answers(typed)
    known_relations = set(Relation.values) if read.whom == Whom.RELATIVE else set(GuardianRelation)
    if read.whom != Whom.ME and read.relation not in known_relations:
        raise InvalidInput.at("relation", "unknown-value", "Choisissez dans la liste.")
    if read.whom != Whom.ME:
        read = replace(read, guardian_phone="")
    try:
        is_child = check_told(actor=actor, practice_id=practice_id, identity=read.identity, contact=read.contact)
    except InvalidInput as refusal:
        raise _as_the_form_says(refusal) from None
    if not is_child:
        return replace(read, guardian_phone="")
    if read.whom == Whom.RELATIVE:
        raise InvalidInput.at("whom", "under-16", NOT_A_CHILD)
    if read.whom == Whom.CHILD and not read.holder:
        raise InvalidInput.at("holder", "required", HOLDER)
    if read.whom == Whom.ME and not read.guardian_phone:
        raise InvalidInput.at("guardian_phone", "required", ALONE)
    return read


def _as_the_form_says(refusal: InvalidInput) -> InvalidInput:
    """`phones[0]` is the number of the form; `family_name` its name of every day."""
    called = {"phones[0]": "phone", "phones[1]": "phone", "phones": "phone", "family_name": "used_name"}
    return InvalidInput(errors=[replace(one, field=called.get(one.field, one.field)) for one in refusal.errors])
