"""Two persons of one practice of whom everything is known, one of whom is to be erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from core.scoping import Actor, acting_as, system_actor
from patients import services as patients
from privacy.models import ErasureCause
from privacy.services.erase import ErasureReport, erase_person
from tests.factories.booking import NOW, open_every_week
from tests.factories.kept import kept
from tests.factories.practices import House, World, make_world
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, INES
from tests.privacy.lives import Life, live
from tests.privacy.remains import found_where, marks_of


@dataclass
class Stage:
    house: House
    product: Actor
    ines: Actor
    camille: Actor
    charlie: Actor
    gone: Life
    other: Life

    def marks(self, life: Life) -> dict[str, bytes]:
        return marks_of(life.patient, life.texts, life.nir, life.row_ids)

    def found(self, marks: dict[str, bytes]) -> dict[str, set[str]]:
        return found_where(marks, self.house.practice.id)

    def erase(self, actor: Actor | None = None, **options: Any) -> ErasureReport:
        who = actor or self.product
        with acting_as(who):
            return erase_person(
                actor=who, practice_id=self.house.practice.id,
                **{"patient_id": self.gone.patient.id, "cause": ErasureCause.REQUEST, **options},
            )  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path, settings: Any) -> Path:
    settings.ERASURE_LEDGER = tmp_path / "kept" / "erasures.jsonl"
    return tmp_path / "kept" / "erasures.jsonl"


@pytest.fixture
def scene(committed: None, ledger: Path) -> Iterator[Stage]:
    """Two persons of one practice of whom everything is known; they know each other."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        world, gone, other = kept("scene", build=_two_lives)
    product = system_actor(world.ours.practice.id)
    with time_machine.travel(NOW, tick=True):
        actors = [fresh(world.actor(name)) for name in (INES, CAMILLE, CHARLIE)]
        yield Stage(world.ours, product, *actors, gone, other)


def _two_lives() -> tuple[World, Life, Life]:
    world = make_world()
    open_every_week(world.ours.role)
    product = system_actor(world.ours.practice.id)
    with acting_as(product):
        gone = live(product, world.ours, "Quémeneur-Odonnat", "+33639980041")
        other = live(
            product, world.ours, "Tréhoret-Zwingelstein", "+33639980042", hours=("10:00", "10:30"), over_hour="11:30"
        )
        patients.add_relative(
            actor=product, patient_id=other.patient.id, relation="parent", scope="booking",
            related_patient_id=gone.patient.id,
        )  # fmt: skip
    return world, gone, other
