"""Legal holds: placed, reviewed, lifted, never deleted by hand (R-21, CH-11)."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from accounts.permissions import check_fresh_step_up
from audit import services as audit
from audit.actions import Action
from audit.details import Scalar
from core import clock
from core.errors import InvalidInput, NotFound
from core.plain_text import clean_reason
from core.scoping import Actor
from patients.local_day import local_day
from patients.queries import patient_to_change
from practices.permissions import Permission, check_may
from privacy.errors import HoldLifted
from privacy.holding import order_holds
from privacy.models import HoldGround, LegalHold

# Somebody looks at a hold again at least every two years: none is for ever.
LONGEST_REVIEW = timedelta(days=731)


@transaction.atomic
def place_hold(
    *, actor: Actor, practice_id: UUID, patient_id: UUID, ground: str, reason: str, review_date: date
) -> LegalHold:
    """Keep everything of one patient until the hold is lifted; to be looked at again on `review_date`.

    Raises NotFound, Forbidden, PatientMerged, InvalidInput naming `ground`, `reason` or `review_date`.
    """
    check_may(actor, Permission.PRACTICE_READ, practice_id)
    order_holds(practice_id)
    patient = patient_to_change(actor, patient_id, Permission.HOLD_EDIT)
    if patient.practice_id != practice_id:
        raise NotFound()
    if ground not in HoldGround.values:
        raise InvalidInput.at("ground", "unknown-value", "Cette valeur n'est pas dans la liste.")
    hold = LegalHold(
        practice_id=practice_id,
        patient=patient,
        ground=ground,
        reason=clean_reason(reason),
        review_date=_checked_review(actor, practice_id, review_date),
        placed_by_id=actor.user_id,
        placed_at=clock.now(),
    )
    hold.save(force_insert=True)
    _record(actor, hold, Action.HOLD_PLACED, ground=ground, review_date=review_date)
    return hold


@transaction.atomic
def review_hold(*, actor: Actor, hold_id: UUID, review_date: date) -> LegalHold:
    """The hold is still needed: look again on `review_date`. Raises NotFound, Forbidden, HoldLifted, InvalidInput."""
    hold = _hold_to_change(actor, hold_id)
    hold.review_date = _checked_review(actor, hold.practice_id, review_date)
    hold.save(update_fields=["review_date"])
    _record(actor, hold, Action.HOLD_REVIEWED, review_date=review_date)
    return hold


@transaction.atomic
def lift_hold(*, actor: Actor, hold_id: UUID, reason: str) -> LegalHold:
    """The usual terms apply again from the next nightly run. Needs a fresh code: what follows is destruction.

    Raises NotFound, Forbidden, StepUpRequired, HoldLifted, InvalidInput naming `reason`.
    """
    hold = _hold_to_change(actor, hold_id)
    if actor.user_id is not None:
        check_fresh_step_up(actor)
    hold.lift_reason = clean_reason(reason)
    hold.lifted_by_id, hold.lifted_at = actor.user_id, clock.now()
    hold.save(update_fields=["lift_reason", "lifted_by", "lifted_at"])
    _record(actor, hold, Action.HOLD_LIFTED, ground=hold.ground)
    return hold


@transaction.atomic
def open_hold(*, actor: Actor, hold_id: UUID) -> tuple[str, str | None]:
    """Both reasons in clear: why it was placed, why it was lifted. Raises NotFound, Forbidden."""
    hold = LegalHold.objects.filter(practice_id__in=actor.practice_ids, id=hold_id).first()
    if hold is None:
        raise NotFound()
    check_may(actor, Permission.HOLD_EDIT, hold.practice_id)
    _record(actor, hold, Action.HOLD_OPENED)
    return hold.reason.open(), None if hold.lift_reason is None else hold.lift_reason.open()


def _hold_to_change(actor: Actor, hold_id: UUID) -> LegalHold:
    hold = LegalHold.objects.filter(practice_id__in=actor.practice_ids, id=hold_id).select_for_update().first()
    if hold is None:
        raise NotFound()
    check_may(actor, Permission.HOLD_EDIT, hold.practice_id)
    if not hold.is_in_force:
        raise HoldLifted()
    return hold


def _checked_review(actor: Actor, practice_id: UUID, review_date: date) -> date:
    today = local_day(actor, practice_id)
    if review_date <= today:
        raise InvalidInput.at("review_date", "not-in-the-future", "Donnez une date à venir.")
    if review_date > today + LONGEST_REVIEW:
        raise InvalidInput.at("review_date", "too-far", "Donnez une date dans les deux ans : aucune n'est sans fin.")
    return review_date


def _record(actor: Actor, hold: LegalHold, action: Action, **details: Scalar) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=hold.practice_id,
        entity=("privacy.hold", hold.id),
        patient_id=hold.patient_id,
        details=details,
    )
