"""Hours offered instead of one that a practice closed, once nobody needs them or nobody answered: free again."""

from uuid import UUID

from django.db import transaction

from booking.queries import displaced_among
from core.scoping import Actor
from online.models import EarlierWish
from online.services.earlier import end, is_open, let_pass


@transaction.atomic
def settle_replaced(actor: Actor, practice_id: UUID) -> None:
    """One pass over one practice. Alone in its transaction: it locks no agenda, and whoever does waits for a wish."""
    rows = EarlierWish.objects.select_for_update(skip_locked=True).filter(
        practice_id=practice_id, ended_at__isnull=True, replaces=True
    )
    wishes = list(rows.order_by("since", "id"))
    displaced = displaced_among(practice_id, [wish.appointment_id for wish in wishes])
    for wish in wishes:
        if wish.appointment_id not in displaced:
            end(actor, wish)
        elif wish.hold_id is not None and not is_open(wish):
            let_pass(wish)
