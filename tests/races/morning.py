"""The morning that everybody wants, before they all come: what stands, who has typed, what each of them does."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import uuid4

import psycopg
from django.conf import settings

from booking.models import Appointment
from booking.services import book_appointment
from core.scoping import acting_as, system_actor
from online.actors import visitor
from online.answers import Answers
from online.codes import code_of
from online.services import Verdict, begin_draft, check_code, send_code, tell
from tests.conftest import superuser_address
from tests.factories.online import open_online
from tests.factories.patients import make_patient
from tests.factories.practices import World
from tests.personas import CAMILLE
from tests.races.conftest import Answer, Server
from tests.races.pages import Pages
from tests.races.test_one_slot import at

CONFIRMING, SECRETARIES = 10, 5
FREE = [f"{9 + n // 4:02}:{n % 4 * 15:02}" for n in range(10)]
# Hours of that morning that secretaries give back meanwhile, and of the afternoon that they move into it.
CANCELLED, MOVED = ["11:30", "11:45"], ["14:00", "14:15", "14:30", "14:45", "15:00"]


@dataclass(frozen=True)
class Typed:
    """Somebody who has typed and proven everything, and whose ten minutes ran out; `pages`: their browser."""

    name: str
    pages: Pages


class Morning:
    def __init__(self, server: Server, world: World) -> None:
        self.server, self.world, self.house = server, world, world.ours
        self.reason = open_online(self.house, duration_minutes=15)
        self.here = f"/rdv/{self.house.practice.id}/"
        self.called = [make_patient(self.house.practice, f"Appel{letter}") for letter in "abcde"]
        self.standing = [self._booked(clock) for clock in CANCELLED + MOVED]
        self.typed = [self._type(f"Nom{'abcdefghij'[n]}", FREE[n], n) for n in range(CONFIRMING)]
        with psycopg.connect(superuser_address()) as everything:
            everything.execute("SET LOCAL session_replication_role = replica")
            everything.execute("UPDATE booking_occupancy SET expires_at = now() WHERE expires_at IS NOT NULL")
            everything.execute("UPDATE online_bookingdraft SET held_until = now()")

    @cached_property
    def desks(self) -> list[Pages]:
        """The browsers of five secretaries at work."""
        sessions = [self.server.browser(self.world.people[CAMILLE]).session for _ in range(SECRETARIES)]
        return [Pages(self.server.port, f"{settings.SESSION_COOKIE_NAME}={session}") for session in sessions]

    def press(self, clock: str) -> list[Answer]:
        """One press on an hour, in a browser that has never been here."""
        return [self.choose(Pages(self.server.port), f"{self.house.role.id.hex[-12:]}.{_minutes(clock)}")]

    def choose(self, pages: Pages, hour: str) -> Answer:
        return pages.post(f"{self.here}motif/{self.reason.id}/", creneau=hour)

    def confirm(self, typed: Typed) -> list[Answer]:
        return [typed.pages.post(f"{self.here}recapitulatif/", informed="1", notice_version="1")]

    def work(self, number: int) -> list[Answer]:
        """What one secretary does, one after the other: give an hour back, book for who is on the line, move."""
        given_back = [self._cancel(number, self.standing[number])] if number < len(CANCELLED) else []
        moved = self._move(number, self.standing[len(CANCELLED) + number], FREE[2 * number + 1])
        return [*given_back, *self._book(number, FREE[2 * number]), moved]

    def _book(self, number: int, clock: str) -> list[Answer]:
        call = f"/bureau/appel/{self.house.practice.id}/{uuid4()}/"
        patient, wanted = self.called[number], {"motif": str(self.reason.id), "creneau": self._radio(clock)}
        held = self.desks[number].post(f"{call}option/?patient={patient.id}", **wanted)
        if held.status != 302:
            return [held]
        return [self.desks[number].post(f"{call}confirmer/?{held.body['to'].partition('?')[2]}", note="")]

    def _move(self, number: int, visit: Appointment, clock: str) -> Answer:
        address = f"/bureau/rendez-vous/{visit.id}/deplacer/"
        return self.desks[number].post(address, creneau=self._radio(clock), version="1")

    def _cancel(self, number: int, visit: Appointment) -> Answer:
        address = f"/bureau/rendez-vous/{visit.id}/annuler/"
        return self.desks[number].post(address, by="patient", reason="Empêchement", version="1")

    def _radio(self, clock: str) -> str:
        return f"{self.house.role.id}|{at(clock)}"

    def _booked(self, clock: str) -> Appointment:
        system, letters = (
            system_actor(self.house.practice.id),
            clock.translate(str.maketrans("0123456789:", "abcdefghijk")),
        )
        patient = make_patient(self.house.practice, f"Pris{letters}")
        with acting_as(system):
            return book_appointment(
                actor=system, patient_id=patient.id, visit_reason_id=self.reason.id,
                practitioner_role_id=self.house.role.id, start=datetime.fromisoformat(at(clock)),
            )  # fmt: skip

    def _type(self, name: str, clock: str, number: int) -> Typed:
        """Everything up to the recap, by the services that the pages call."""
        actor = visitor(self.house.practice.id)
        phone, born = f"06 39 98 01 {number:02}", "1984-03-12"
        told = Answers(used_name=name, birth_name=name, given_names="Inès", birth_date=born, phone=phone)
        with acting_as(actor):
            begun = begin_draft(
                actor=actor, practice_id=self.house.practice.id, visit_reason_id=self.reason.id,
                practitioner_role_id=self.house.role.id, start=datetime.fromisoformat(at(clock)), origin=name,
            )  # fmt: skip
            tell(actor=actor, draft=begun.draft, typed=told)
            send_code(actor=actor, draft=begun.draft)
            code = code_of(begun.draft.id, begun.draft.code_number)
            assert check_code(actor=actor, draft=begun.draft, typed=code) is Verdict.RIGHT
        return Typed(name, Pages(self.server.port, f"rdv={begun.token}"))


def _minutes(clock: str) -> int:
    return int(datetime.fromisoformat(at(clock)).timestamp()) // 60
