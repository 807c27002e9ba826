"""What one person may do, everywhere, now: one SQL statement a request, so that a revocation works at the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from practices.permissions import PLATFORM_ROLES, delegated_rights, practice_rights


@dataclass(frozen=True, slots=True)
class Rights:
    """`grants`: practice → permission values. `delegations`: practice → mandate, where only a mandate opens it.

    `owing`: a text of their organisation awaits their acceptance (`practices_owes`, filled by the room above).
    """

    grants: Mapping[UUID, frozenset[str]]
    delegations: Mapping[UUID, UUID]
    platform: frozenset[str]
    owing: bool = False


OWING = "owing"
RightsRow = tuple[UUID | None, str, list[str], UUID | None]


def rights_of(user_id: UUID, at: datetime) -> Rights:
    """Memberships and delegations in force at `at` (aware). Nothing for a person who is not active."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practice_id, role, permissions, delegation_id FROM practices_rights(%s, %s)", [user_id, at]
        )
        return _combined(cursor.fetchall())


def _combined(rows: Iterable[RightsRow]) -> Rights:
    grants: dict[UUID, frozenset[str]] = {}
    mandates: dict[UUID, UUID] = {}
    own: set[UUID] = set()
    platform: set[str] = set()
    owing = False
    for practice_id, role, permissions, delegation_id in rows:
        if role == OWING:
            owing = True
            continue
        if practice_id is None:
            platform.update(str(permission) for permission in PLATFORM_ROLES.get(role, ()))
            continue
        if delegation_id is None:
            own.add(practice_id)
            held = practice_rights(role, permissions)
        else:
            # Two mandates for one person: the oldest is named, so that the answer never depends on row order.
            mandates[practice_id] = min(mandates.get(practice_id, delegation_id), delegation_id)
            held = delegated_rights(role, permissions)
        grants[practice_id] = grants.get(practice_id, frozenset()) | held
    return Rights(
        grants=MappingProxyType({practice: held for practice, held in grants.items() if held}),
        delegations=MappingProxyType({p: d for p, d in mandates.items() if p not in own and grants[p]}),
        platform=frozenset(platform),
        owing=owing,
    )
