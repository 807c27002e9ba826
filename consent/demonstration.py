"""The demonstration's people have accepted their texts: refused wherever `settings.DEMONSTRATION` is not set."""

from uuid import UUID

from django.db import transaction

from accounts.demonstration import check_demonstration
from consent.charter_queries import owed
from consent.charter_services import write_acceptance
from consent.models import AcceptanceMethod
from core.scoping import acting_as, system_actor
from practices.queries import actor_for


@transaction.atomic
def accept_everything(user_id: UUID) -> int:
    """Accept whatever this person owes; returns how many texts. Recorded as loaded, never as read."""
    check_demonstration()
    actor = actor_for(user_id)
    if not actor.owing:
        return 0
    with acting_as(actor):
        texts = owed(actor)
    # The texts of a practice are written under that practice's context.
    with acting_as(system_actor(*{text.practice_id for text in texts if text.practice_id})):
        for text in texts:
            write_acceptance(actor, user_id, text, AcceptanceMethod.DEMONSTRATION)
    return len(texts)
