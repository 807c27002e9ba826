"""A practice where somebody died and somebody else lives, both known in everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from booking.models import Appointment
from core.scoping import Actor, acting_as, system_actor
from patients.models import Patient
from privacy.models import DeathReport, DirectiveKind, HoldGround
from privacy.services.deaths import confirm_death, report_death
from privacy.services.directives import give_directive
from privacy.services.holds import place_hold
from tests.factories.booking import MONDAY, NOW, open_every_week
from tests.factories.channels import open_ways
from tests.factories.kept import kept
from tests.factories.practices import House, World, make_world
from tests.freshness import fresh
from tests.personas import CAMILLE, CHARLIE, DR_MARTIN, INES, NADIA
from tests.privacy.files import beside, hand_out, send_every_task
from tests.privacy.lives import Life, live
from tests.privacy.remains import found_where, marks_of

WISH = "Je souhaite que mes rendez-vous soient gardés pour mon fils Éwen"


EXECUTOR = "Me Quintric-Abalan, notaire à Laxou"


CERTIFICATE = "Acte n° 2041/118 de Laxou"


@dataclass
class Stage:
    house: House
    product: Actor
    actors: dict[str, Actor]
    dead: Life
    other: Life
    outside: Path

    def act(self, name: str, what: Any, **options: Any) -> Any:
        """`what` done by that persona, in a committed transaction of their own."""
        actor = self.actors[name]
        with acting_as(actor):
            return what(actor=actor, **options)

    def report(self, name: str = CAMILLE, **options: Any) -> DeathReport:
        terms = {"source": "registry", "died_on": MONDAY - timedelta(days=2), "certificate": CERTIFICATE, **options}
        found: DeathReport = self.act(
            name, report_death, practice_id=self.house.practice.id, patient_id=self.dead.patient.id, **terms
        )
        return found

    def confirm(self, report: DeathReport, name: str = DR_MARTIN, **options: Any) -> DeathReport:
        found: DeathReport = self.act(name, confirm_death, report_id=report.id, **options)
        return found

    def direct(self, **options: Any) -> Any:
        terms = {"kind": DirectiveKind.PARTICULAR, "text": WISH, "executor": EXECUTOR, **options}
        return self.act(
            DR_MARTIN, give_directive, practice_id=self.house.practice.id, patient_id=self.dead.patient.id, **terms
        )

    def hold(self) -> Any:
        return self.act(
            INES, place_hold, practice_id=self.house.practice.id, patient_id=self.dead.patient.id,
            ground=HoldGround.LIABILITY, reason="Mise en cause reçue", review_date=MONDAY + timedelta(days=300),
        )  # fmt: skip

    def marks(self, life: Life) -> dict[str, bytes]:
        with acting_as(self.product), transaction.atomic():
            return marks_of(life.patient, (*life.texts, WISH, EXECUTOR, CERTIFICATE), life.nir, life.row_ids)

    def found(self, marks: dict[str, bytes]) -> dict[str, set[str]]:
        """In the database, in the queues of the workers, in the files of exports, in the copy of the ledger."""
        places = [self.outside / name for name in ("celery", "files", "erasures.jsonl")]
        return found_where(marks, self.house.practice.id, beside=beside(*places))

    def leave_files(self) -> list[bytes]:
        """The person's data were handed out, and the workers have their messages."""
        send_every_task(self.outside)
        return hand_out(self.actors[INES], self.house, self.dead.patient, self.outside / "files")

    def patient(self, life: Life) -> Patient | None:
        with acting_as(self.product), transaction.atomic():
            return Patient.objects.filter(id=life.patient.id).first()

    def expected(self, life: Life) -> int:
        """How many visits of the person are still expected."""
        with acting_as(self.product), transaction.atomic():
            return Appointment.objects.filter(patient=life.patient.id, status="booked").count()


@pytest.fixture
def dying(committed: None, tmp_path: Path, settings: Any) -> Iterator[Stage]:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        world, dead, other = kept("dying", build=_two_lives)
    product = system_actor(world.ours.practice.id)
    with time_machine.travel(NOW, tick=True):
        actors = {name: fresh(world.actor(name)) for name in (CAMILLE, DR_MARTIN, INES, NADIA, CHARLIE)}
        yield Stage(world.ours, product, actors, dead, other, tmp_path)


def _two_lives() -> tuple[World, Life, Life]:
    world = make_world()
    open_ways(world.ours.practice)
    open_every_week(world.ours.role)
    product = system_actor(world.ours.practice.id)
    with acting_as(product):
        dead = live(product, world.ours, "Quémeneur-Odonnat", "+33639980041")
        other = live(
            product, world.ours, "Tréhoret-Zwingelstein", "+33639980042", hours=("10:00", "10:30"), over_hour="11:30"
        )
    return world, dead, other
