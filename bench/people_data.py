"""The secretaries who act: of three practices, or of all of them.

They need no password: `bench.sessions` opens their sessions as they are once both factors have passed.
"""

from datetime import UTC, datetime

import psycopg

from accounts.enums import AccountStatus
from accounts.models import User
from accounts.services.people import create_person
from bench.bulk import copy
from bench.practices_data import House
from bench.sizes import RACERS
from core.ids import new_id
from core.scoping import system_actor

OF_ALL = 12


def names_of_three() -> list[str]:
    """Secretaries of three practices: they search slots and book."""
    return [f"banc{number:02d}" for number in range(RACERS)]


def names_of_all() -> list[str]:
    """Secretaries of every practice: they search patients. A dozen, because NIR look-ups are counted by person."""
    return [f"large{number:02d}" for number in range(OF_ALL)]


NETWORK_SECRETARY = "reseau"


def load_people(connection: "psycopg.Connection[object]", house: House) -> None:
    rows = []
    staff = (
        (names_of_three(), house.secretariat),
        (names_of_all(), house.large_secretariat),
        ([NETWORK_SECRETARY], house.network_secretariat),
    )
    for names, secretariat in staff:
        for name in names:
            user = create_person(
                actor=system_actor(), username=name, display_name=name, email=f"{name}@permanence.example"
            )
            rows.append((new_id(), secretariat, user.id, "secretary", datetime.now(UTC)))
    User.objects.update(status=AccountStatus.ACTIVE)
    columns = ("id", "secretariat_id", "user_id", "role", "started_at")
    copy(connection, "practices_secretariatmembership", columns, rows)
