"""What each of the staff was when they acted: a role changes, what was done under the former one does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from practices.enums import PracticeRole, SecretariatRole
from practices.models import PracticeMembership, SecretariatMembership

_ROLES = {role.value: str(role.label) for kind in (PracticeRole, SecretariatRole) for role in kind}


@dataclass(frozen=True, slots=True)
class _Held:
    role: str
    started_at: datetime
    ended_at: datetime | None

    def closeness(self, at: datetime) -> tuple[bool, bool]:
        """Held at that instant, else held now."""
        then = self.started_at <= at and (self.ended_at is None or at < self.ended_at)
        return then, self.ended_at is None


class RolesThen:
    """Read once for a list of lines. The caller checked the scope."""

    def __init__(self, practice_id: UUID, people: Iterable[UUID]) -> None:
        self._held: dict[UUID, list[_Held]] = {}
        inside = PracticeMembership.objects.filter(practice_id=practice_id, user__in=set(people))
        outside = SecretariatMembership.objects.filter(user__in=set(people))
        columns = ("user_id", "role", "started_at", "ended_at")
        for rows in (inside, outside):
            for user_id, *held in rows.order_by("-started_at").values_list(*columns):
                self._held.setdefault(user_id, []).append(_Held(*held))

    def of(self, user_id: UUID, at: datetime) -> str | None:
        """At the practice before at a secretariat, the latest first, where all are as close; None for who has none."""
        held = self._held.get(user_id)
        if not held:
            return None
        role = max(held, key=lambda one: one.closeness(at)).role
        return _ROLES.get(role, role)
