"""The web's door: the pages of a patient, and those behind the link of a visit, without JavaScript."""

import html
import re
from datetime import UTC, datetime
from typing import Any

from patients.models import Patient
from tests.doors.agenda import PARIS
from tests.doors.answers import DONE, MOST_PAGES, ONWARDS, Answer, of_page
from tests.doors.ground import PHONES, Ground, Starts, Wish
from tests.factories.online import Booker

HOUR = re.compile(r'name="creneau" value="([0-9a-f]{12})\.([0-9]+)"')


class PatientsPages:
    name = "web"

    def __init__(self, ground: Ground) -> None:
        self.ground, self.link = ground, ground.link

    def slots(self, patient: Patient) -> Starts:
        """Every hour that the pages of the reason show: to whom is not known yet."""
        return self._read(Booker(self.ground.house, self.ground.reason).slots)

    def slots_to_move(self) -> Starts:
        return self._read(f"{self.link}deplacer/")

    def book(self, patient: Patient, wish: Wish) -> Answer:
        booker = Booker(self.ground.house, self.ground.reason)
        chosen = booker.choose(wish.start, self.ground.three.roles[wish.who].id)
        if chosen.status_code != 302:
            return of_page(chosen)
        told = {
            "birth_name": patient.birth_name,
            "given_names": patient.given_names,
            "birth_date": f"{patient.birth_date:%d/%m/%Y}",
            "phone": PHONES[patient.birth_name],
        }
        assert booker.tell(**told).status_code == 302
        assert booker.prove().status_code == 302
        return _answer(booker.confirm(settle="both"))

    def move(self, wish: Wish) -> Answer:
        return self._moved(Booker(self.ground.house, self.ground.reason), wish)

    def cancel(self) -> Answer:
        browser = Booker(self.ground.house, self.ground.reason).client
        answer = browser.post(self.link, {"act": "cancel", "sure": "1"})
        return _landed(browser, answer, "Rendez-vous annulé")

    def _moved(self, booker: Booker, wish: Wish) -> Answer:
        answer = booker.client.post(f"{self.link}deplacer/", {"creneau": self._value(wish)})
        return _landed(booker.client, answer, "C'est noté.")

    def _value(self, wish: Wish) -> str:
        return f"{self.ground.three.roles[wish.who].id.hex[-12:]}.{int(wish.start.timestamp()) // 60}"

    def _read(self, here: str) -> Starts:
        browser, address = Booker(self.ground.house, self.ground.reason).client, here
        tails = {role.id.hex[-12:]: who for who, role in enumerate(self.ground.three.roles)}
        found: Starts = set()
        for _ in range(MOST_PAGES):
            page = browser.get(address).content.decode()
            found |= {
                (tails[tail], datetime.fromtimestamp(60 * int(minutes), UTC).astimezone(PARIS))
                for tail, minutes in HOUR.findall(page)
            }
            onwards = ONWARDS.search(page)
            if onwards is None:
                return found
            address = here + html.unescape(onwards.group(1))
        raise AssertionError("the pages of the patient never end")


def _landed(browser: Any, answer: Any, done: str) -> Answer:
    """A redirection is followed: what the patient reads there says whether it was done."""
    if answer.status_code != 302:
        return of_page(answer)
    page = browser.get(answer.headers["Location"])
    return DONE if done in html.unescape(page.content.decode()) else of_page(page)


def _answer(response: Any) -> Answer:
    return DONE if response.status_code == 302 else of_page(response)
