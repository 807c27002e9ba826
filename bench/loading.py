"""Fills one database: practices and people, then patients and agendas side by side, then the planner's statistics."""

import multiprocessing
from collections.abc import Callable
from uuid import UUID

from bench import bulk
from bench.agendas_data import load_agendas
from bench.database import Database, this_monday
from bench.patients_data import load_patients
from bench.people_data import load_people
from bench.practices_data import House, load_practices
from bench.sizes import Sizes
from core.ids import new_id

Say = Callable[[str], None]


def loader(sizes: Sizes, practices: int, say: Say) -> Callable[[Database], None]:
    """What `bench.database.loaded` calls to fill a database of so many practices."""

    def load(database: Database) -> None:
        with database.superuser() as connection:
            bulk.prepare(connection)
            house = load_practices(connection, sizes, practices, this_monday())
            load_people(connection, house)
            ids = [[new_id() for _ in range(sizes.patients_per_practice)] for _ in house.practices]
            agendas = _beside(database, house, ids, say)
            say(f"  {load_patients(connection, house, ids):,} patients in {practices} practices")
            agendas.join()
            if agendas.exitcode:
                raise RuntimeError("the agendas could not be loaded")
            connection.execute("VACUUM (ANALYZE)")

    return load


def _beside(database: Database, house: House, ids: list[list[UUID]], say: Say) -> multiprocessing.Process:
    """The agendas, in a process and on a connection of their own."""
    agendas = multiprocessing.get_context("fork").Process(target=_load_agendas, args=(database, house, ids, say))
    agendas.start()
    return agendas  # type: ignore[return-value]


def _load_agendas(database: Database, house: House, ids: list[list[UUID]], say: Say) -> None:
    with database.superuser() as connection:
        bulk.prepare(connection)
        say(f"  {load_agendas(connection, house, ids):,} appointments")
