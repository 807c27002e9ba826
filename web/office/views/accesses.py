"""Who looked at a file: of one patient, or lately in a whole practice, by person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core.errors import InvalidInput
from patients.queries import patient_in
from practices.permissions import Permission, can
from privacy.accesses import CHANNELS, DOINGS, Seen, accesses_at, accesses_of, people_seen
from web import french
from web.desk.call_state import read_id
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show

HERE = "accesses"


@require_GET
def accesses(request: DeskRequest) -> HttpResponse:
    """The latest acts on any file of the practice; `?personne=` keeps one person's."""
    place = practice_of(request, Permission.ACCESS_LOG_READ)
    person = read_id(request.GET.get("personne"), "personne")
    seen = accesses_at(request.actor, place.practice.id, user_id=person, before=_before(request))
    return show(
        request,
        "office/accesses.html",
        HERE,
        place=place,
        people=people_seen(request.actor, place.practice.id),
        person=person,
        **_table(seen),
    )


@require_GET
def accesses_to(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Every act on one patient's file, for twelve months."""
    known = patient_in(request.actor, patient_id, Permission.ACCESS_LOG_READ)
    seen = accesses_of(request.actor, patient_id, before=_before(request))
    name = f"{known.used_name.upper()} {known.given_names}"
    directs = can(request.actor, Permission.DIRECTIVE_EDIT, known.practice_id)
    return show(
        request, "office/accesses_to.html", HERE, name=name, patient_id=patient_id, directs=directs, **_table(seen)
    )


def _table(seen: list[Seen]) -> dict[str, Any]:
    return {
        "rows": [
            {
                "when": french.when(one.at, french.HOME_ZONE),
                "who": one.name,
                "role": ", ".join(part for part in (one.role, one.organisation) if part),
                "what": one.said,
                "kind": DOINGS[one.doing],
                "why": one.reason or (f"Appel {one.call_id[-8:]}" if one.call_id else ""),
                "door": CHANNELS.get(one.channel, one.channel),
                "patient": f"{one.patient.family_name.upper()} {one.patient.given_names}" if one.patient else "",
                "patient_id": one.patient.id if one.patient else None,
            }
            for one in seen
        ],
        "next": seen[-1].at.isoformat() if len(seen) == 200 else "",
    }


def _before(request: DeskRequest) -> datetime | None:
    typed = request.GET.get("avant", "")
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed.replace(" ", "+"))
    except ValueError:
        raise InvalidInput.at("avant", "invalid", "Cette date n'existe pas.") from None
    if moment.tzinfo is None:
        raise InvalidInput.at("avant", "invalid", "Cette date n'existe pas.")
    return moment
