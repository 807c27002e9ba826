"""The programs' door: the API, by a hold as the screens do, and at once as only programs may."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from patients.models import Patient
from tests.doors.agenda import DAYS, PARIS
from tests.doors.answers import DONE, Answer, of_problem
from tests.doors.ground import Ground, Starts, Wish
from tests.factories.accounts import signed_in
from tests.personas import CAMILLE

API = "/api/v1/"


class Programs:
    name = "api"

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.client = signed_in(Client(), ground.three.world.people[CAMILLE])

    def slots(self, patient: Patient) -> Starts:
        return self._read(patient=str(patient.id))

    def slots_to_move(self) -> Starts:
        """Of whatever patient: a program says itself what it asks the hours for."""
        return self._read()

    def book(self, patient: Patient, wish: Wish) -> Answer:
        held = self._post("holds", self._asked(wish))
        if held.status_code != 201:
            return of_problem(held)
        return self._answer("appointments", {"patient": str(patient.id), "hold": held.json()["id"]})

    def book_at_once(self, patient: Patient, wish: Wish) -> Answer:
        return self._answer("appointments", {"patient": str(patient.id), **self._asked(wish)})

    def move(self, wish: Wish) -> Answer:
        asked = self._asked(wish)
        del asked["visit_reason"]
        return self._answer(f"appointments/{self.ground.visit.id}/move", asked)

    def cancel(self) -> Answer:
        told = {"by": "patient", "reason": "Empêchement"}
        return self._answer(f"appointments/{self.ground.visit.id}/cancellation", told)

    def _asked(self, wish: Wish) -> dict[str, str]:
        return {
            "visit_reason": str(self.ground.reason.id),
            "practitioner_role": str(self.ground.three.roles[wish.who].id),
            "start": wish.start.isoformat(),
        }

    def _read(self, **more: str) -> Starts:
        now = self.ground.agenda.now
        asked = {"from": now.isoformat(), "to": (now + timedelta(days=DAYS)).isoformat(), **more}
        answer = self.client.get(f"{API}slots", {"visit_reason": str(self.ground.reason.id), **asked})
        return {
            (self.ground.who(UUID(group["practitioner_role"])), datetime.fromisoformat(start).astimezone(PARIS))
            for group in answer.json()["results"]
            for start in group["starts"]
        }

    def _post(self, path: str, body: dict[str, str]) -> Any:
        return self.client.post(f"{API}{path}", body, content_type="application/json")

    def _answer(self, path: str, body: dict[str, str]) -> Answer:
        answer = self._post(path, body)
        return DONE if answer.status_code in (200, 201) else of_problem(answer)
