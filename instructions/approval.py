"""How much waits for somebody's approval, for the bar of whoever approves."""

from core.scoping import Actor
from instructions.enums import State
from instructions.models import ConsigneVersion
from instructions.services.consignes import may_approve
from practices.permissions import Permission, practices_where


def count_to_approve(actor: Actor) -> int:
    """How many proposed consignes this very person may approve, at all their practices."""
    allowed = practices_where(actor, Permission.CONSIGNE_APPROVE)
    if not allowed:
        return 0
    proposed = ConsigneVersion.objects.filter(practice_id__in=sorted(allowed), state=State.PROPOSED.value)
    return sum(may_approve(actor, one) for one in proposed)
