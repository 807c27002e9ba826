"""The planning of a practice, day by day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.queries import display_names
from booking import queries as booking
from booking.lifecycle import Status
from booking.minors import is_minor
from booking.models import Appointment
from booking.overrides import override_reason_for
from core import clock
from core.errors import NotFound
from core.scoping import Channel
from online.queries import earlier_of
from patients.lines import PatientLine
from patients.queries import patient_lines
from practices import queries as practices
from practices.permissions import Permission, can
from web import french
from web.desk.call_state import read_day, read_id
from web.desk.presenters.appointment import AppointmentFile, Said, appointment_file
from web.desk.presenters.attendance import sentence_for
from web.desk.presenters.guardians import GuardianCard, guardian_card
from web.desk.presenters.offers import holder_of
from web.desk.presenters.planning import day_links, planning_of
from web.desk.presenters.practice import practice_card
from web.desk.requests import DeskRequest

ONLINE = {Channel.WEB.value: "le patient, en ligne"}
ONE_DAY = timedelta(days=1)
DONE = {
    "annule": "Rendez-vous annulé : son horaire est de nouveau libre.",
    "deplace": "Rendez-vous déplacé.",
    "arrive": "Patient noté arrivé.",
    "honore": "Rendez-vous noté honoré.",
    "absent": "Patient noté absent : son horaire est de nouveau libre.",
    "vient": "C'est noté : le patient a confirmé sa venue.",
    "excuse": "L'absence est excusée : elle ne compte plus.",
    "accord": "La réponse du représentant légal est enregistrée.",
    "lien": "Un nouveau lien part au représentant légal.",
    "retrait": "L'accord est retiré.",
    "tranche": "Le rendez-vous est gardé, la raison est inscrite.",
    "secret": "Rien ne sera dit aux parents de ce rendez-vous.",
    "repris": "C'est annulé : le rendez-vous est revenu à son état précédent.",
}


@require_GET
def planning(request: DeskRequest) -> HttpResponse:
    """One day of one practice, a column by agenda; `rdv` opens an appointment beside it."""
    appointment_id = read_id(request.GET.get("rdv"), "rdv")
    opened = open_file(request, appointment_id) if appointment_id else None
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
        "planning": planning_of(booking.day_view(request.actor, practice.id, day), holders(request, practice.id, day)),
        "links": day_links(practice.id, day, today),
        "appointment": opened,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "desk/planning.html", context)


def holders(request: DeskRequest, practice_id: UUID, day: date) -> dict[tuple[UUID, datetime], str]:
    """Who keeps which time that day, and for whom."""
    midnight = datetime.combine(day, time(), UTC)
    offered = booking.offered_now(request.actor, practice_id, midnight - ONE_DAY, midnight + 2 * ONE_DAY)
    names = display_names({one.held_by for one in offered if one.held_by})
    return {(one.practitioner_role_id, one.taken[0]): holder_of(one, names) for one in offered}


def open_appointment(request: DeskRequest, appointment_id: UUID) -> AppointmentFile:
    """One appointment with its patient, nothing that is sealed. Raises NotFound, Forbidden."""
    return _file(request, booking.appointment(request.actor, appointment_id), Said())


def open_file(request: DeskRequest, appointment_id: UUID, *, note: str | None = None) -> AppointmentFile:
    """The same with who booked it and the reasons given, as far as this person may read them; each is journalled.

    `note`: the appointment's note, once it was asked for.
    """
    found = booking.appointment(request.actor, appointment_id)
    author = found.created_by_id
    said = Said(
        booked_by=display_names([author]).get(author, "") if author else ONLINE.get(found.channel, ""),
        override_reason=override_reason_for(request.actor, found.id) if found.is_overbooked else None,
        cancel_reason=booking.open_cancel_reason(request.actor, found.id) if found.cancelled_by else "",
        note=note,
        presence=_presence(found),
        **_attendance(request, found),
        **_sooner(found),
    )
    return _file(request, found, said, with_guardians=True)


def _file(request: DeskRequest, found: Appointment, said: Said, *, with_guardians: bool = False) -> AppointmentFile:
    patient = patient_lines(request.actor, [found.patient_id]).get(found.patient_id)
    if patient is None:
        raise NotFound()
    guardian = _guardian(request, found, patient) if with_guardians else None
    return appointment_file(found, patient, said, now=clock.now(), guardian=guardian)


def _guardian(request: DeskRequest, found: Appointment, patient: PatientLine) -> GuardianCard | None:
    """For a minor alone: nobody else's visit costs a statement more."""
    today = french.local(clock.now(), found.location.timezone).date()
    if not is_minor(patient.birth_date, today):
        return None
    may_settle = can(request.actor, Permission.GUARDIAN_SETTLE, found.practice_id)
    return guardian_card(found, patient, booking.guardian_file(request.actor, found.id), may_settle=may_settle)


def _sooner(found: Appointment) -> dict[str, Any]:
    wish, zone = earlier_of(found.practice_id, found.id), found.location.timezone
    if wish is None or wish.start is None or wish.until is None:
        return {"wants_sooner": wish is not None, "is_instead": wish is not None and wish.replaces}
    # Minutes for an hour freed sooner, a day for one instead.
    until = french.when(wish.until, zone) if wish.replaces else french.hour(french.local(wish.until, zone))
    shown = french.when(wish.start, zone)
    return {"wants_sooner": True, "sooner": shown, "answer_before": until, "is_instead": wish.replaces}


def _attendance(request: DeskRequest, found: Appointment) -> dict[str, Any]:
    """What is in force for this patient; after a missed visit, where the practitioner decides what follows."""
    may = found.status == Status.NOSHOW and can(request.actor, Permission.ATTENDANCE_DECIDE, found.practice_id)
    where = reverse("desk:patient", args=[found.patient_id]) + "#t-presence"
    return {"measure": sentence_for(found.practice_id, found.patient_id), "measure_url": where if may else ""}


def _presence(found: Appointment) -> str:
    if found.presence is None or found.presence_at is None:
        return ""
    there = french.local(found.presence_at, found.location.timezone)
    return f"{found.presence.label} le {french.short_day(there.date())} à {french.hour(there)}"
