"""Where a call stands, held in the address by ids only: it survives reloads, tabs and the back key."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from calls.queries import is_answering
from core.errors import InvalidInput
from practices.permissions import Permission, check_may
from web.desk.requests import DeskRequest

MOMENTS = {"": "Tous", "matin": "Matin", "apres-midi": "Après-midi"}


@dataclass(frozen=True, slots=True)
class CallState:
    """`since` is the first day whose times are shown; `booked` the appointment just made."""

    practice: UUID
    call: UUID
    patient: UUID | None = None
    reason: UUID | None = None
    hold: UUID | None = None
    booked: UUID | None = None
    role: UUID | None = None
    since: date | None = None
    moment: str = ""

    def but(self, **changes: Any) -> "CallState":
        return replace(self, **changes)

    @property
    def url(self) -> str:
        """The page of the call in this state."""
        query = self.query
        return self.step("call") + (f"?{query}" if query else "")

    @property
    def query(self) -> str:
        named = {
            "patient": self.patient,
            "motif": self.reason,
            "option": self.hold,
            "rdv": self.booked,
            "praticien": self.role,
            "du": self.since,
            "moment": self.moment,
        }
        return urlencode({name: str(value) for name, value in named.items() if value})

    def step(self, name: str, **more: Any) -> str:
        """The address of one act of this call."""
        return reverse(f"desk:{name}", kwargs={"practice_id": self.practice, "call_id": self.call, **more})

    def act(self, name: str) -> str:
        """The same, carrying the state along."""
        return self.act_on(name)

    def act_on(self, name: str, **more: Any) -> str:
        """The same for something of this call."""
        query = self.query
        return self.step(name, **more) + (f"?{query}" if query else "")


def read_state(request: DeskRequest, practice_id: UUID, call_id: UUID) -> CallState:
    """The state in the address.

    Raises NotFound for a practice that is not the caller's, InvalidInput naming the parameter that is
    no id, no date, no moment.
    """
    check_may(request.actor, Permission.PRACTICE_READ, practice_id)
    if request.actor.calls.get(practice_id) != call_id and is_answering(request.actor, practice_id, call_id):
        # Not the last one taken: what is done on its screen is done for it all the same.
        request.actor = request.actor.during(practice_id, call_id)
    given = request.GET
    moment = given.get("moment", "")
    if moment not in MOMENTS:
        raise InvalidInput.at("moment", "invalid-choice", "Moment de la journée inconnu.")
    return CallState(
        practice=practice_id,
        call=call_id,
        patient=read_id(given.get("patient"), "patient"),
        reason=read_id(given.get("motif"), "motif"),
        hold=read_id(given.get("option"), "option"),
        booked=read_id(given.get("rdv"), "rdv"),
        role=read_id(given.get("praticien"), "praticien"),
        since=read_day(given.get("du"), "du"),
        moment=moment,
    )


def read_id(text: str | None, field: str) -> UUID | None:
    """An id, or None when nothing is given. Raises InvalidInput."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput.at(field, "invalid-id", "Cet identifiant n'est pas valable.") from None


def read_day(text: str | None, field: str) -> date | None:
    """A day written 2026-11-23, or None when nothing is given. Raises InvalidInput."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput.at(field, "invalid-date", "Cette date n'est pas valable.") from None
    if not 2000 <= day.year <= 2200:
        raise InvalidInput.at(field, "invalid-date", "Cette date est hors du calendrier.")
    return day


def read_version(request: HttpRequest) -> int:
    """The version of the object that the page showed. Raises InvalidInput."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInput.at("version", "invalid-version", "Rechargez la page, puis recommencez.")
    return int(text)
