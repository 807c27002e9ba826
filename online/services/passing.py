"""What ends by itself: an offer nobody answered, a wish whose visit needs no other hour. The hour is free again."""

from uuid import UUID

from django.db import transaction

from booking.queries import linked_visits
from core.scoping import Actor
from online.models import EarlierWish
from online.services.earlier import end, is_moot, is_open, let_pass


@transaction.atomic
def settle_wishes(actor: Actor, practice_id: UUID) -> None:
    """One pass over one practice. Alone in its transaction: it locks no agenda, and whoever does waits for a wish."""
    rows = EarlierWish.objects.select_for_update(skip_locked=True).filter(
        practice_id=practice_id, ended_at__isnull=True
    )
    wishes = list(rows.order_by("since", "id"))
    visits = linked_visits(practice_id, [wish.appointment_id for wish in wishes])
    for wish in wishes:
        visit = visits.get(wish.appointment_id)
        if visit is None or not visit.is_expected or is_moot(wish, visit):
            end(actor, wish)
        elif wish.hold_id is not None and not is_open(wish):
            let_pass(wish)
