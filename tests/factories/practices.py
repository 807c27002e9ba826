"""Practices, places, agendas, visit reasons, mandates and the four personas, through the rooms' own services.

`make_world()` is the house of every test: camille (secretary), nadia (manager) and ines (data-protection officer)
of one secretariat act for the practice in Nancy where dr_martin practises; charlie
is secretary of another secretariat with its own practice.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any
from uuid import UUID

from accounts.enums import AccountStatus
from accounts.models import User
from core import clock
from core.scoping import Actor, acting_as, system_actor
from practices import queries, services
from practices.asked_fields import EVERYTHING
from practices.enums import HolidayTerritory, PracticeKind, PracticeRole, SecretariatRole
from practices.models import Delegation, Location, Practice, Practitioner, PractitionerRole, Secretariat, VisitReason
from practices.permissions import DELEGABLE
from practices.rpps import rpps_from
from tests.factories.charters import accepted
from tests.factories.kept import kept
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA

_numbers = count(1)
YEAR = timedelta(days=365)


def make_person(username: str | None = None, *, status: str = AccountStatus.ACTIVE) -> User:
    """Somebody who exists; how they sign in is the business of tests/factories/accounts.py."""
    name = username or f"person{next(_numbers)}"
    at = clock.now()
    return User.objects.create(
        username=name, display_name=name.title(), status=status, created_at=at, status_changed_at=at
    )


def make_secretariat(name: str = "Télésecrétariat des Lilas") -> Secretariat:
    return services.open_secretariat(actor=system_actor(), name=name)


def make_practice(
    name: str = "Cabinet de Nancy", kind: str = PracticeKind.GENERAL, *, practitioner: User | None = None
) -> Practice:
    """A practice with its keys."""
    return services.open_practice(
        actor=system_actor(), name=name, kind=kind, practitioner_user_id=practitioner and practitioner.id
    )


def make_location(
    practice: Practice,
    name: str = "Centre",
    *,
    timezone: str = "Europe/Paris",
    holiday_territory: str = HolidayTerritory.METROPOLE,
) -> Location:
    with acting_as(system_actor(practice.id)):
        return services.add_location(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            name=name,
            timezone=timezone,
            holiday_territory=holiday_territory,
            city="Nancy",
        )


def make_practitioner(practice: Practice, family_name: str = "Martin", *, user: User | None = None) -> Practitioner:
    """With a fictitious RPPS number whose key is right."""
    with acting_as(system_actor(practice.id)):
        return services.register_practitioner(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            title="Dr",
            family_name=family_name,
            given_names="Anne",
            rpps=rpps_from(f"1999{next(_numbers):06d}"),
            user_id=user and user.id,
        )


def make_role(
    practice: Practice,
    location: Location,
    practitioner: Practitioner | None = None,
    online: bool = True,
    **options: Any,
) -> PractitionerRole:
    """An agenda of the practice; of a new practitioner unless one is given, who wishes online booking."""
    practitioner = practitioner or make_practitioner(practice, f"Médecin{next(_numbers)}")
    with acting_as(system_actor(practice.id)):
        role = services.add_practitioner_role(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            practitioner_id=practitioner.id,
            location_id=location.id,
            **options,
        )
        if not online:
            return role
        return services.wish_online(actor=system_actor(practice.id), practitioner_role_id=role.id, wished=True)


def ask_everything(role: PractitionerRole, *, but: frozenset[str] = frozenset(), reminders: bool = False) -> None:
    """The practitioner of this agenda instructs that every optional field is asked, NIR included."""
    actor = system_actor(role.practice_id)
    with acting_as(actor):
        services.instruct(
            actor=actor,
            practitioner_role_id=role.id,
            asked=[f for f in EVERYTHING if f not in but],
            reminders=reminders,
        )


def make_visit_reason(
    practice: Practice,
    roles: list[PractitionerRole],
    name: str = "Consultation",
    *,
    duration_minutes: int = 15,
    **terms: Any,
) -> VisitReason:
    with acting_as(system_actor(practice.id)):
        return services.add_visit_reason(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            name=name,
            terms=services.VisitTerms(duration_minutes=duration_minutes, **terms),
            practitioner_role_ids=[role.id for role in roles],
        )


def make_delegation(
    practice: Practice,
    secretariat: Secretariat,
    *,
    permissions: frozenset[str] = DELEGABLE,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Delegation:
    """In force since yesterday for a year, with everything that may be delegated, unless said otherwise."""
    with acting_as(system_actor(practice.id)):
        return services.grant_delegation(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            secretariat_id=secretariat.id,
            permissions=permissions,
            starts_at=starts_at or clock.now() - timedelta(days=1),
            ends_at=ends_at or clock.now() + YEAR,
        )


@dataclass(frozen=True)
class House:
    """One practice ready to book in."""

    practice: Practice
    location: Location
    role: PractitionerRole
    visit_reason: VisitReason
    secretariat: Secretariat
    delegation: Delegation


class People(dict[str, User]):
    """The personas by name. Who is asked for is ready to act: texts accepted, charlie's house standing."""

    def __init__(self, users: dict[str, User], world: "World") -> None:
        super().__init__(users)
        self._world = world
        self.ready: set[str] = set()

    def __getitem__(self, name: str) -> User:
        user = super().__getitem__(name)
        if name not in self.ready:
            if name == CHARLIE:
                _ = self._world.theirs
            accepted(user)
            self.ready.add(name)
        return user

    def values(self) -> Any:
        return [self[name] for name in self]

    def items(self) -> Any:
        return [(name, self[name]) for name in self]


class World:
    """`ours` is camille's, dr_martin's, nadia's and ines's; `theirs` is charlie's.

    Most tests need one house and one person: the rest is built when it is asked for.
    """

    def __init__(self, ours: House, users: dict[str, User]) -> None:
        self.ours = ours
        self._users = users
        self.people = People(users, self)

    @cached_property
    def theirs(self) -> House:
        house = make_house("Cabinet d'ailleurs")
        _join(house.secretariat, self._users[CHARLIE], SecretariatRole.SECRETARY)
        return house

    def __deepcopy__(self, memo: dict[int, Any]) -> "World":
        other = World(deepcopy(self.ours, memo), deepcopy(self._users, memo))
        if "theirs" in vars(self):
            other.theirs = deepcopy(self.theirs, memo)
        other.people.ready |= self.people.ready
        return other

    def actor(self, name: str) -> Actor:
        """The persona as the services see it, with the rights of this very instant."""
        return actor_of(self.people[name])


def actor_of(user: User) -> Actor:
    return queries.actor_for(user.id)


def make_house(name: str = "Cabinet de Nancy", *, practitioner_user: User | None = None) -> House:
    """A practice with a place, one agenda, one visit reason, a secretariat and its mandate."""
    practice = make_practice(name, practitioner=practitioner_user)
    location = make_location(practice)
    role = make_role(practice, location, make_practitioner(practice, user=practitioner_user))
    ask_everything(role)
    reason = make_visit_reason(practice, [role])
    secretariat = make_secretariat(f"Télésecrétariat de {name}")
    return House(practice, location, role, reason, secretariat, make_delegation(practice, secretariat))


def make_world() -> World:
    """The personas and their two houses."""
    return World(*kept("world", build=_world))


def _world() -> tuple[House, dict[str, User]]:
    users = {name: make_person(name) for name in (CAMILLE, DR_MARTIN, NADIA, INES, CHARLIE)}
    ours = make_house("Cabinet de Nancy", practitioner_user=users[DR_MARTIN])
    for name, role in (
        (CAMILLE, SecretariatRole.SECRETARY),
        (NADIA, SecretariatRole.MANAGER),
        (INES, SecretariatRole.DATA_PROTECTION_OFFICER),
    ):
        _join(ours.secretariat, users[name], role)
    return ours, users


def _join(secretariat: Secretariat, user: User, role: str) -> None:
    services.join_secretariat(actor=system_actor(), secretariat_id=secretariat.id, user_id=user.id, role=role)


def join_as_practitioner(practice: Practice, user: User) -> UUID:
    """Somebody who practises there; returns the membership's id."""
    with acting_as(system_actor(practice.id)):
        return services.join_practice(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            user_id=user.id,
            role=PracticeRole.PRACTITIONER,
        ).id


def join_as_practice_secretary(practice: Practice, user: User, additions: tuple[str, ...] = ()) -> UUID:
    """A secretary of the practice's own; returns the membership's id."""
    with acting_as(system_actor(practice.id)):
        membership = services.join_practice(
            actor=system_actor(practice.id),
            practice_id=practice.id,
            user_id=user.id,
            role=PracticeRole.PRACTICE_SECRETARY,
            additions=additions,
        )
    accepted(user)
    return membership.id


def narrow(delegation: Delegation, permissions: Iterable[str]) -> Delegation:
    """The mandate as it would have been granted with these permissions alone, in its place."""
    actor = system_actor(delegation.practice_id)
    with acting_as(actor):
        former = services.revoke_delegation(actor=actor, delegation_id=delegation.id)
        assert former.revoked_at is not None
        return services.grant_delegation(
            actor=actor, practice_id=former.practice_id, secretariat_id=former.secretariat_id,
            starts_at=former.revoked_at, ends_at=former.ends_at, permissions=permissions,
        )  # fmt: skip
