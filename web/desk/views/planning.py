"""The planning of a practice, day by day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking import queries as booking
from core import clock
from core.errors import NotFound
from patients.queries import patient_lines
from practices import queries as practices
from web import french
from web.desk.call_state import read_day, read_id
from web.desk.presenters.appointment import AppointmentFile, appointment_file
from web.desk.presenters.planning import day_links, planning_of
from web.desk.presenters.practice import practice_card
from web.desk.requests import DeskRequest

DONE = {
    "annule": "Rendez-vous annulé : son horaire est de nouveau libre.",
    "deplace": "Rendez-vous déplacé.",
    "arrive": "Patient noté arrivé.",
    "honore": "Rendez-vous noté honoré.",
    "absent": "Patient noté absent : son horaire est de nouveau libre.",
    "repris": "Annulation reprise : le rendez-vous est de nouveau confirmé.",
}


@require_GET
def planning(request: DeskRequest) -> HttpResponse:
    """One day of one practice, a column by agenda; `rdv` opens an appointment beside it."""
    appointment_id = read_id(request.GET.get("rdv"), "rdv")
    opened = open_appointment(request, appointment_id) if appointment_id else None
    if request.htmx.target == "detail" and opened:
        return render(request, "desk/parts/appointment.html", {"appointment": opened})
    mine = list(practices.practices_of(request.actor))
    if not mine:
        return render(request, "desk/home.html", {"here": "planning", "practices": []})
    wanted = read_id(request.GET.get("cabinet"), "cabinet") or mine[0].id
    practice = practices.practice_in(request.actor, wanted)
    places = list(practices.locations(request.actor, practice.id))
    zone = places[0].timezone if places else french.HOME_ZONE
    now = clock.now()
    today = french.local(now, zone).date()
    day: date = read_day(request.GET.get("jour"), "jour") or today
    context: dict[str, Any] = {
        "here": "planning",
        "practices": mine,
        "practice": practice_card(practice, places, [], now=now),
        "planning": planning_of(booking.day_view(request.actor, practice.id, day)),
        "links": day_links(practice.id, day, today),
        "appointment": opened,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "desk/planning.html", context)


def open_appointment(request: DeskRequest, appointment_id: UUID) -> AppointmentFile:
    """One appointment with its patient. Raises NotFound, Forbidden."""
    found = booking.appointment(request.actor, appointment_id)
    patient = patient_lines(request.actor, [found.patient_id]).get(found.patient_id)
    if patient is None:
        raise NotFound()
    return appointment_file(found, patient)
