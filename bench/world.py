"""What the loaded database holds, as the measurements need it: ids, and nothing that the product computes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from accounts.models import User
from bench.database import ZONE, Database, this_monday
from bench.people_data import NETWORK_SECRETARY, names_of_all, names_of_three
from bench.practices_data import NETWORK
from core.scoping import Actor
from practices.queries import actor_for

_PRACTICES = """
SELECT p.id, p.name,
       (SELECT array_agg(v.id ORDER BY v.position) FROM practices_visitreason v WHERE v.practice_id = p.id),
       (SELECT array_agg(r.id ORDER BY r.position) FROM practices_practitionerrole r WHERE r.practice_id = p.id),
       (SELECT array_agg(r.practitioner_id ORDER BY r.position) FROM practices_practitionerrole r
         WHERE r.practice_id = p.id),
       (SELECT l.id FROM practices_location l WHERE l.practice_id = p.id)
  FROM practices_practice p ORDER BY p.name
"""


@dataclass(frozen=True, slots=True)
class Agenda:
    """One practitioner at one place."""

    role: UUID
    person: UUID
    place: UUID


@dataclass(frozen=True, slots=True)
class Practice:
    """`reason`: a quarter of an hour; `long_reason`: half an hour, every ten minutes."""

    id: UUID
    reason: UUID
    long_reason: UUID
    agendas: tuple[Agenda, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The practices by name; `network` has an agenda for every practitioner and no patient."""

    database: Database
    practices: tuple[Practice, ...]
    network: Practice

    @property
    def served(self) -> tuple[Practice, ...]:
        """The practices of the secretaries of three."""
        return self.practices[:3]

    def patients(self, practice: Practice, count: int) -> list[UUID]:
        with self.database.superuser() as connection:
            rows = connection.execute(
                "SELECT id FROM patients_patient WHERE practice_id = %s ORDER BY id LIMIT %s", [practice.id, count]
            )
            return [row[0] for row in rows]


def world_of(database: Database) -> World:
    with database.superuser() as connection:
        rows = connection.execute(_PRACTICES).fetchall()
    practices = {name: _practice(key, *rest) for key, name, *rest in rows}
    network = practices.pop(NETWORK)
    return World(database, tuple(practices.values()), network)


def _practice(
    key: UUID, reasons: Sequence[UUID], roles: Sequence[UUID], people: Sequence[UUID], place: UUID
) -> Practice:
    agendas = tuple(Agenda(role, person, place) for role, person in zip(roles, people, strict=True))
    return Practice(key, reasons[0], reasons[1], agendas)


def secretary_of_three() -> Actor:
    return _actor(names_of_three()[0])


def secretary_of_the_network() -> Actor:
    return _actor(NETWORK_SECRETARY)


def secretaries_of_all() -> list[Actor]:
    return [_actor(name) for name in names_of_all()]


def _actor(username: str) -> Actor:
    actor = actor_for(User.objects.get(username=username).id)
    # A plain mapping proxy as the middleware has it; asked once, as a request does.
    return Actor(user_id=actor.user_id, grants=MappingProxyType(dict(actor.grants)), delegations=actor.delegations)


def next_monday() -> datetime:
    """Midnight of next Monday at the practices: every search begins there, whatever the hour of the run."""
    return midnight(this_monday() + timedelta(weeks=1))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(ZONE))


def one(connection: "psycopg.Connection[Any]", query: str, values: Sequence[Any] = ()) -> Any:
    """The single value that `query` answers."""
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
