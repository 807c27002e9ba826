"""A fresh code, typed beside an act that gives rights: asked for only when the last one is older than five minutes."""

from dataclasses import replace

from accounts.permissions import can_act_delicately
from accounts.services.sign_in import step_up
from web.desk.requests import DeskRequest


def needs_code(request: DeskRequest) -> bool:
    """Whether the page shows the field."""
    return not can_act_delicately(request.actor)


def take_code(request: DeskRequest) -> None:
    """What was typed opens five minutes, as elsewhere. Raises InvalidCode, LockedOut, Unauthenticated."""
    if needs_code(request):
        code = request.POST.get("code", "")
        request.actor = replace(request.actor, step_up_until=step_up(request, code=code))
