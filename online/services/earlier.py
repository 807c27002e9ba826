"""A patient would come sooner: the wish, and the answer to an offer. Accepting swaps the hours, all or nothing."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from booking.queries import LinkedVisit, linked_visit
from booking.services import move_appointment, release_hold
from core import clock
from core.errors import DomainError
from core.scoping import EVERYTHING, Actor, Channel, system_actor
from online.errors import CannotBeTold, NothingEarlier, OfferGone
from online.models import EarlierWish
from online.services.unplaced import have_rung
from patients.reach import contact_points
from practices.permissions import Permission, check_may


@transaction.atomic
def wish_earlier(*, actor: Actor, practice_id: UUID, appointment_id: UUID) -> EarlierWish:
    """From now on, at the end of the list. A wish that stands keeps its rank.

    Raises NotFound, Forbidden, NothingEarlier (past, cancelled, secret), CannotBeTold (neither number nor e-mail).
    """
    check_may(actor, Permission.APPOINTMENT_MOVE, practice_id)
    visit = _expected(practice_id, appointment_id)
    reached = contact_points(practice_id, visit.patient_id)
    if reached.is_limited or not (reached.mobile or reached.email or reached.landline):
        raise CannotBeTold()
    known = EarlierWish.objects.filter(practice_id=practice_id, appointment_id=appointment_id, ended_at__isnull=True)
    standing = known.first()
    if standing is not None and not is_moot(standing, visit):
        return standing
    if standing is not None:
        end(actor, standing)
    made = EarlierWish.objects.create(practice_id=practice_id, appointment_id=appointment_id, since=clock.now())
    trace(actor, Action.EARLIER_WISHED, made)
    return made


@transaction.atomic
def stop_wishing(*, actor: Actor, practice_id: UUID, appointment_id: UUID) -> None:
    """No more offers; what is offered now is free again. Raises NotFound, Forbidden."""
    check_may(actor, Permission.APPOINTMENT_MOVE, practice_id)
    wish = locked_wish(practice_id, appointment_id)
    if wish is not None:
        end(actor, wish)


@transaction.atomic
def accept_earlier(*, actor: Actor, practice_id: UUID, appointment_id: UUID) -> bool:
    """The visit moves to the hour that was kept for it; its former hour is free at the same instant.

    False when the agenda or a consigne refuses the move: nothing moved, the offer passes and the rank stays.
    Raises NotFound, Forbidden, OfferGone.
    """
    check_may(actor, Permission.APPOINTMENT_MOVE, practice_id)
    wish, visit = locked_wish(practice_id, appointment_id), _expected(practice_id, appointment_id)
    if wish is None or wish.hold_id is None or wish.offer_start is None or not is_open(wish) or is_moot(wish, visit):
        raise OfferGone()
    start = wish.offer_start
    try:
        with transaction.atomic():
            end(actor, wish)
            # The reason may be one that the web does not show; what the practice asked of the visit was answered.
            move_appointment(
                actor=at_the_desk(practice_id), appointment_id=visit.id, start=start, expected_version=visit.version
            )
    except DomainError:
        wish.refresh_from_db()
        let_pass(wish)
        return False
    trace(actor, Action.EARLIER_ACCEPTED, wish)
    return True


@transaction.atomic
def refuse_earlier(*, actor: Actor, practice_id: UUID, appointment_id: UUID) -> None:
    """Not that hour; the rank stays. Raises NotFound, Forbidden, OfferGone."""
    check_may(actor, Permission.APPOINTMENT_MOVE, practice_id)
    wish = locked_wish(practice_id, appointment_id)
    if wish is None or wish.hold_id is None:
        raise OfferGone()
    let_pass(wish)
    trace(actor, Action.EARLIER_REFUSED, wish)


def at_the_desk(practice_id: UUID) -> Actor:
    """The product by the telephone's rules: what the desk could give to whoever calls."""
    return Actor(user_id=None, grants={practice_id: EVERYTHING}, channel=Channel.PHONE)


def is_open(wish: EarlierWish) -> bool:
    return wish.offer_until is not None and wish.offer_until > clock.now()


def is_moot(wish: EarlierWish, visit: LinkedVisit) -> bool:
    """The visit has an hour again, moved by telephone or its opening given back: there is nothing to replace."""
    return wish.replaces and not visit.is_displaced


def locked_wish(practice_id: UUID, appointment_id: UUID) -> EarlierWish | None:
    rows = EarlierWish.objects.select_for_update().filter(practice_id=practice_id, appointment_id=appointment_id)
    return rows.filter(ended_at__isnull=True).first()


def let_pass(wish: EarlierWish) -> None:
    """The hour is free again, and is not offered to this visit a second time. Who has no hour left is rung."""
    if wish.hold_id is not None and wish.offer_start is not None:
        release_hold(actor=system_actor(wish.practice_id), hold_id=wish.hold_id)
        wish.passed = [*wish.passed, wish.offer_start]
        if wish.replaces:
            have_rung(wish.practice_id, wish.appointment_id)
    wish.hold_id = wish.offer_start = wish.offer_until = None
    wish.save(update_fields=["hold_id", "offer_start", "offer_until", "passed"])


def end(actor: Actor, wish: EarlierWish) -> None:
    if wish.hold_id is not None:
        release_hold(actor=system_actor(wish.practice_id), hold_id=wish.hold_id)
    wish.hold_id = wish.offer_start = wish.offer_until = None
    wish.ended_at = clock.now()
    wish.save(update_fields=["hold_id", "offer_start", "offer_until", "ended_at"])
    trace(actor, Action.EARLIER_ENDED, wish)


def trace(actor: Actor, action: Action, wish: EarlierWish) -> None:
    audit.record(
        actor=actor,
        action=action,
        practice_id=wish.practice_id,
        entity=("online.earlier_wish", wish.id),
        details={"appointment": wish.appointment_id, "offers": wish.offers},
    )


def _expected(practice_id: UUID, appointment_id: UUID) -> LinkedVisit:
    visit = linked_visit(practice_id, appointment_id)
    if visit is None or not visit.is_expected:
        raise NothingEarlier()
    return visit
