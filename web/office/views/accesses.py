"""Who looked at a file: of one patient, or lately in a whole practice, by person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from calls.queries import moments_of
from core.errors import InvalidInput
from patients.queries import patient_in
from practices.permissions import Permission, can
from practices.zones import zone_of
from privacy.accesses import CHANNELS, DOINGS, Seen, accesses_at, accesses_of, next_page, people_seen
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
        **_table(seen, place.practice.id),
    )


@require_GET
def accesses_to(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Every act on one patient's file, for twelve months."""
    known = patient_in(request.actor, patient_id, Permission.ACCESS_LOG_READ)
    seen = accesses_of(request.actor, patient_id, before=_before(request))
    name = f"{known.used_name.upper()} {known.given_names}"
    directs = can(request.actor, Permission.DIRECTIVE_EDIT, known.practice_id)
    return show(
        request,
        "office/accesses_to.html",
        HERE,
        at=known.practice_id,
        name=name,
        patient_id=patient_id,
        directs=directs,
        **_table(seen, known.practice_id),
    )


def _table(seen: list[Seen], practice_id: UUID) -> dict[str, Any]:
    page, older = next_page(seen)
    zone = zone_of(practice_id)
    began = moments_of(practice_id, {UUID(one.call_id) for one in page if one.call_id})
    return {
        "rows": [
            {
                "when": french.when(one.at, zone),
                "who": one.name,
                "role": ", ".join(part for part in (one.role, one.organisation) if part),
                "what": one.said,
                "kind": DOINGS[one.doing],
                "why": one.reason or _call(one, began, zone),
                "door": CHANNELS.get(one.channel, one.channel),
                "patient": f"{one.patient.family_name.upper()} {one.patient.given_names}" if one.patient else "",
                "patient_id": one.patient.id if one.patient else None,
            }
            for one in page
        ],
        "next": older.isoformat() if older else "",
    }


def _call(one: Seen, began: dict[UUID, datetime], zone: str) -> str:
    """The call during which it was done; by its number when no telephone told of it."""
    if not one.call_id:
        return ""
    moment = began.get(UUID(one.call_id))
    return f"Pendant l'appel du {french.when(moment, zone)}" if moment else f"Appel {one.call_id[-8:]}"


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
