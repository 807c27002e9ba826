"""The one permission of this room: managing people. Held by the managers that `practices` names, and by the product."""

from core import clock
from core.errors import Forbidden, StepUpRequired
from core.scoping import Actor, Channel

PERSON_MANAGE = "accounts:person:manage"


def check_may_manage_people(actor: Actor) -> None:
    """Raise Forbidden unless the actor may manage people. Whose people they may touch, the caller has checked."""
    if actor.channel is Channel.SYSTEM and actor.user_id is None:
        return
    if not {PERSON_MANAGE, "*"} & actor.platform:
        raise Forbidden


def can_act_delicately(actor: Actor) -> bool:
    """The same question as `check_fresh_step_up`, for pages that then ask for a code first."""
    return actor.step_up_until is not None and clock.now() < actor.step_up_until


def check_fresh_step_up(actor: Actor) -> None:
    """Raise StepUpRequired unless a code was given less than five minutes ago (ASVS 7.5.3)."""
    if not can_act_delicately(actor):
        raise StepUpRequired


def check_role_change(actor: Actor) -> None:
    """Giving somebody rights asks for a code first (security.md §4.2); the product's own set-up has none to give.

    Raises StepUpRequired.
    """
    if actor.user_id is not None:
        check_fresh_step_up(actor)
