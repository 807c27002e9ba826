"""Who comes in: the manager of a secretariat, for its people and the practices under its mandate."""

from uuid import UUID

from practices.managed import ManagedPractice, managed_practice
from practices.models import Secretariat
from practices.permissions import Permission, check_may_on_platform
from practices.territory import managed_secretariats
from web.desk.requests import DeskRequest


def managed_at(request: DeskRequest, practice_id: UUID) -> ManagedPractice:
    """The practice with its mandate. Raises NotFound, Forbidden."""
    return managed_practice(request.actor, practice_id)


def secretariats(request: DeskRequest) -> list[Secretariat]:
    """Those that this person manages. Raises Forbidden."""
    check_may_on_platform(request.actor, Permission.PERSON_MANAGE)
    return managed_secretariats(request.actor)
