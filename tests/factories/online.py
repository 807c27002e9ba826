"""Somebody books online, page by page, with a browser that keeps its cookies."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from core.scoping import acting_as, system_actor
from online.codes import code_of
from online.models import BookingDraft
from practices.models import VisitReason
from tests.factories.booking import MONDAY
from tests.factories.patients import notice_in_force
from tests.factories.practices import House, make_visit_reason

ME = {
    "whom": "me",
    "birth_name": "Duval",
    "given_names": "Inès",
    "birth_date": "12/03/1984",
    "phone": "06 39 98 00 01",
    "by": "sms",
}
RIGHT = {"informed": "1"}


def open_online(house: House, name: str = "Consultation en ligne", **terms: Any) -> VisitReason:
    """The house takes online bookings for a reason of its own; its notice is in force."""
    notice_in_force(house.practice)
    return make_visit_reason(house.practice, [house.role], name, by_web=True, **terms)


class Booker:
    """A browser of somebody without an account, on the pages of one practice."""

    def __init__(self, house: House, reason: VisitReason, **headers: str) -> None:
        self.house, self.reason = house, reason
        self.client = Client(headers={"Origin": "http://testserver", **headers})

    @property
    def here(self) -> str:
        return f"/rdv/{self.house.practice.id}/"

    @property
    def slots(self) -> str:
        return f"{self.here}motif/{self.reason.id}/"

    def choose(self, start: datetime, role_id: UUID | None = None) -> Any:
        value = f"{(role_id or self.house.role.id).hex[-12:]}.{int(start.timestamp()) // 60}"
        return self.client.post(self.slots, {"creneau": value})

    def tell(self, **changes: str) -> Any:
        return self.client.post(f"{self.here}patient/", {**ME, **changes})

    def draft(self) -> BookingDraft:
        with acting_as(system_actor(self.house.practice.id)):
            return BookingDraft.objects.filter(practice=self.house.practice).latest("created_at")

    def code(self) -> str:
        draft = self.draft()
        return code_of(draft.id, draft.code_number)

    def prove(self) -> Any:
        return self.client.post(f"{self.here}code/", {"code": self.code()})

    def recap(self) -> Any:
        return self.client.get(f"{self.here}recapitulatif/")

    def confirm(self, **said: str) -> Any:
        shown = self.recap().content.decode()
        version = re.search(r'name="notice_version" value="(\d+)"', shown)
        told = {**RIGHT, "notice_version": version.group(1) if version else "", **said}
        return self.client.post(f"{self.here}recapitulatif/", told)

    def book(self, start: datetime, **told: str) -> Any:
        """The whole way; the answer to the confirmation."""
        self.choose(start)
        self.tell(**told)
        self.prove()
        return self.confirm()


def years_ago(years: int, day: date = MONDAY) -> str:
    """A birth date as it is typed."""
    return f"{day.day:02}/{day.month:02}/{day.year - years}"
