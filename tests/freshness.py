"""People of the tests who gave a code a moment ago."""

from dataclasses import replace
from datetime import timedelta

from core import clock
from core.scoping import Actor


def fresh(actor: Actor) -> Actor:
    """Somebody who gave a code a moment ago."""
    return replace(actor, step_up_until=clock.now() + timedelta(minutes=5))
