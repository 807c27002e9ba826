"""Practices, their practitioners, openings and visit reasons; and one network where every practitioner has an agenda.

The network is a practice of its own with a role for each practitioner and no patient: one visit reason over
1,000 agendas, whose busy time lies in the other practices.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from bench.bulk import copy
from bench.sizes import Sizes
from core.ids import new_id
from practices.permissions import USUAL_DELEGATION

HOURS = ((time(8), time(12)), (time(14), time(18)))
WORKING_DAYS = range(5)
WEEKS_KNOWN = 26
ABSENT_SHARE = 0.05
NETWORK = "Réseau"
# Name, minutes, step: the second reason's starts overlap one another.
REASONS = (("Consultation", 15, 15), ("Consultation longue", 30, 10))


@dataclass(frozen=True, slots=True)
class Practice:
    """`roles`: (practitioner role id, practitioner id), in the practice's order."""

    id: UUID
    location: UUID
    reasons: tuple[UUID, ...]
    roles: tuple[tuple[UUID, UUID], ...]


@dataclass(frozen=True, slots=True)
class House:
    """Everything the other loaders hang their rows on."""

    secretariat: UUID
    large_secretariat: UUID
    network_secretariat: UUID
    practices: tuple[Practice, ...]
    network: Practice
    monday: date


def load_practices(connection: "psycopg.Connection[Any]", sizes: Sizes, practices: int, monday: date) -> House:
    """Everything but patients and appointments."""
    people = [[new_id() for _ in range(sizes.practitioners_per_practice)] for _ in range(practices)]
    own = tuple(_practice(row) for row in people)
    house = House(new_id(), new_id(), new_id(), own, _practice([person for row in people for person in row]), monday)
    at = datetime.now(UTC)
    everybody = [role[1] for role in house.network.roles]
    names = ((person, "Dr", f"Praticien{n:04d}", "Camille", at) for n, person in enumerate(everybody))
    copy(connection, "practices_practitioner", ("id", "title", "family_name", "given_names", "created_at"), names)
    for number, practice in enumerate((*own, house.network)):
        _furnish(connection, practice, NETWORK if practice is house.network else f"Cabinet {number:02d}", at)
        copy(connection, "booking_openingrule", _RULE, _rules(practice, monday))
    copy(connection, "booking_absence", _ABSENCE, _absences(everybody, monday))
    _mandates(connection, house, at)
    return house


def _practice(people: list[UUID]) -> Practice:
    return Practice(
        new_id(), new_id(), tuple(new_id() for _ in REASONS), tuple((new_id(), person) for person in people)
    )


def _furnish(connection: "psycopg.Connection[Any]", practice: Practice, name: str, at: datetime) -> None:
    key = practice.id
    columns: tuple[str, ...] = ("id", "name", "kind", "phone", "greeting", "public_text", "created_at")
    copy(connection, "practices_practice", columns, [(key, name, "general", "", "", "", at)])
    columns = (
        "id", "practice_id", "name", "address_line", "address_extra", "postal_code", "city", "timezone",
        "holiday_territory",
    )  # fmt: skip
    place = (practice.location, key, "Cabinet", "1 rue du Banc", "", "54000", "Nancy", "Europe/Paris", "FR")
    copy(connection, "practices_location", columns, [place])
    columns = (
        "id", "practice_id", "practitioner_id", "location_id", "specialty", "position", "overbooking_limit",
        "is_active",
    )  # fmt: skip
    roles = ((role, key, who, practice.location, "", n, 2, True) for n, (role, who) in enumerate(practice.roles))
    copy(connection, "practices_practitionerrole", columns, roles)
    _reasons(connection, practice)


def _reasons(connection: "psycopg.Connection[Any]", practice: Practice) -> None:
    columns = (
        "id", "practice_id", "name", "duration_minutes", "buffer_before_minutes", "buffer_after_minutes",
        "step_minutes", "min_notice_minutes", "booking_window_days", "open_to_new_patients", "open_to_known_patients",
        "by_phone",
        "by_web", "by_partner", "public_instructions", "colour", "position", "is_active",
    )  # fmt: skip
    described = zip(practice.reasons, REASONS, strict=True)
    rows = [
        (key, practice.id, name, minutes, 0, 0, step, 0, 180, True, True, True, False, False, "", "bleu", n, True)
        for n, (key, (name, minutes, step)) in enumerate(described)
    ]
    copy(connection, "practices_visitreason", columns, rows)
    links = ((new_id(), practice.id, reason, role) for reason in practice.reasons for role, _ in practice.roles)
    copy(
        connection, "practices_visitreasonrole", ("id", "practice_id", "visit_reason_id", "practitioner_role_id"), links
    )


_RULE = (
    "id", "practice_id", "practitioner_role_id", "weekday", "starts_at_time", "ends_at_time", "valid_from",
    "valid_until", "every_weeks",
)  # fmt: skip
_ABSENCE = ("id", "practitioner_id", "starts_at", "ends_at", "reason_code")


def _rules(practice: Practice, monday: date) -> Iterator[tuple[Any, ...]]:
    known = monday - timedelta(weeks=WEEKS_KNOWN)
    for role, _ in practice.roles:
        for weekday in WORKING_DAYS:
            for opens, closes in HOURS:
                yield new_id(), practice.id, role, weekday, opens, closes, known, None, 1


def _absences(people: list[UUID], monday: date) -> Iterator[tuple[Any, ...]]:
    random = Random("absences")  # noqa: S311 - the same data each time
    for person in people:
        if random.random() < ABSENT_SHARE:
            start = datetime.combine(monday + timedelta(weeks=random.randint(1, 12)), time(0), tzinfo=UTC)
            yield new_id(), person, start, start + timedelta(days=5), "other"


def _mandates(connection: "psycopg.Connection[Any]", house: House, at: datetime) -> None:
    """A secretariat of three practices, one that serves them all, and the network's own."""
    copy(
        connection,
        "practices_secretariat",
        ("id", "name", "created_at"),
        [
            (house.secretariat, "Trois cabinets", at),
            (house.large_secretariat, "Tous les cabinets", at),
            (house.network_secretariat, "Réseau", at),
        ],
    )
    served = [(house.secretariat, practice) for practice in house.practices[:3]]
    served += [(house.large_secretariat, practice) for practice in house.practices]
    served.append((house.network_secretariat, house.network))
    columns = ("id", "practice_id", "secretariat_id", "permissions", "starts_at", "ends_at")
    permissions = sorted(str(permission) for permission in USUAL_DELEGATION)
    since, until = at - timedelta(days=30), at + timedelta(days=365)
    rows = ((new_id(), practice.id, secretariat, permissions, since, until) for secretariat, practice in served)
    copy(connection, "practices_delegation", columns, rows)
