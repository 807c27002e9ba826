"""The telephone's door: the screens of a secretary, page by page as a browser without JavaScript walks them."""

import html
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from core.ids import new_id
from patients.models import Patient
from tests.doors.agenda import PARIS
from tests.doors.answers import DONE, MOST_PAGES, ONWARDS, Answer, of_page
from tests.doors.ground import Ground, Starts, Wish
from tests.factories.accounts import signed_in
from tests.personas import CAMILLE

HOUR = re.compile(r'name="creneau" value="([0-9a-f-]{36})\|([^"]+)"')


class Desk:
    name = "phone"

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.client = signed_in(Client(), ground.three.world.people[CAMILLE])
        self.call = f"/bureau/appel/{ground.house.practice.id}/{new_id()}/"
        self.visit = f"/bureau/rendez-vous/{ground.visit.id}/"

    def slots(self, patient: Patient) -> Starts:
        """Every hour that the pages of a call show for this patient."""
        return self._read(f"{self.call}?motif={self.ground.reason.id}&patient={patient.id}")

    def slots_to_move(self) -> Starts:
        return self._read(f"{self.visit}deplacer/")

    def book(self, patient: Patient, wish: Wish) -> Answer:
        told = {"motif": str(self.ground.reason.id), "creneau": self._value(wish)}
        held = self.client.post(f"{self.call}option/?patient={patient.id}", told)
        if held.status_code != 302:
            return of_page(held)
        state = held.headers["Location"].partition("?")[2]
        return _answer(self.client.post(f"{self.call}confirmer/?{state}", {"note": ""}))

    def move(self, wish: Wish) -> Answer:
        told = {"creneau": self._value(wish), "version": self.ground.visit.version}
        return _answer(self.client.post(f"{self.visit}deplacer/", told))

    def cancel(self) -> Answer:
        told = {"by": "patient", "reason": "Empêchement", "version": self.ground.visit.version}
        return _answer(self.client.post(f"{self.visit}annuler/", told))

    def _value(self, wish: Wish) -> str:
        return f"{self.ground.three.roles[wish.who].id}|{wish.start.isoformat()}"

    def _read(self, address: str) -> Starts:
        found: Starts = set()
        for _ in range(MOST_PAGES):
            page = self.client.get(address).content.decode()
            found |= {
                (self.ground.who(UUID(role)), datetime.fromisoformat(start).astimezone(PARIS))
                for role, start in HOUR.findall(page)
            }
            onwards = ONWARDS.search(page)
            if onwards is None:
                return found
            address = html.unescape(onwards.group(1))
        raise AssertionError("the pages of the desk never end")


def _answer(response: Any) -> Answer:
    return DONE if response.status_code == 302 else of_page(response)
