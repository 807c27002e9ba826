"""The sound that a telephone operator keeps of a call: whoever orders its destruction registers here.

This room holds opaque references and never the sound. Whenever it forgets one, somebody must tell the operator to
destroy what it led to and to prove it: that order is kept by a room above, in the same transaction.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from core.scoping import Actor

Order = Callable[[Actor, UUID, Sequence[str]], None]
_orders: list[Order] = []


def register(order: Order) -> None:
    """Called by that room's AppConfig.ready(); a second one takes the place of the first."""
    _orders[:] = [order]


def order_destroyed(actor: Actor, practice_id: UUID, references: Sequence[str]) -> None:
    """Have the operator of the practice's telephone destroy these recordings. Nothing is ordered of nothing."""
    if references:
        (order,) = _orders
        order(actor, practice_id, references)
