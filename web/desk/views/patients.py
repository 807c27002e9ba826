"""The patient's file: identity, contact, appointments, relatives. Opening it is journalled by the query."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from booking import queries as booking
from core import clock
from core.errors import DomainError
from core.scoping import Actor
from patients import services as patients
from patients.identity import Sex
from patients.models import Patient
from patients.plain_text import Address
from patients.queries import may_write, nir_shown, open_patient, relatives_of
from patients.services import PatientChanges
from practices import queries as practices
from practices.instructions import asked_fields
from practices.permissions import Permission, can
from privacy.deaths import waiting_report
from web.desk.call_state import read_version
from web.desk.forms import DeathForm, PatientForm, RelativeForm, StopDeathForm, show_refusal
from web.desk.presenters.patient_file import file_links, form_values, patient_file
from web.desk.requests import DeskRequest
from web.desk.views.file_cards import cards

DONE = {
    "modifiee": "La fiche est modifiée.",
    "note": "La note est enregistrée.",
    "proche": "Le proche est ajouté.",
    "proche-retire": "Le proche est retiré.",
    "information": "L'information du patient est notée.",
    "choix": "Son choix est noté : il vaut dès maintenant.",
    "partage": "L'élément est partagé.",
    "retrait": "L'élément est retiré : personne ne peut plus le lire.",
    "mesure": "La mesure est décidée. Elle prendra fin d'elle-même.",
    "mesure-levee": "La mesure est levée.",
    "deces": "Le décès est signalé : une seconde personne le confirmera.",
    "deces-arrete": "Le signalement est arrêté : la fiche est de nouveau comme avant.",
    "demande": "La demande est transmise au délégué à la protection des données.",
    "fusion": "La fiche demandée a été réunie avec celle-ci.",
}


@require_GET
def patient(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """The whole file, NIR masked, medical note closed."""
    return show_file(request, open_patient(request.actor, patient_id))


def show_file(request: DeskRequest, known: Patient, *, status: int = 200, **more: Any) -> HttpResponse:
    """The file's page; `more` adds what was just disclosed, or what went wrong."""
    actor, now = request.actor, clock.now()
    may = {
        "update": may_write(actor, Permission.PATIENT_UPDATE, known),
        "read_note": can(actor, Permission.MEDICAL_NOTE_DISCLOSE, known.practice_id),
        "write_note": may_write(actor, Permission.MEDICAL_NOTE_WRITE, known),
        "read_nir": can(actor, Permission.NIR_DISCLOSE, known.practice_id),
        "edit_relatives": may_write(actor, Permission.RELATIVE_EDIT, known),
        "report_death": known.death_reported_at is None and can(actor, Permission.DEATH_REPORT, known.practice_id),
        "stop_death": _may_stop_death(actor, known),
        "directives": can(actor, Permission.DIRECTIVE_EDIT, known.practice_id),
        "receive": can(actor, Permission.REQUEST_RECEIVE, known.practice_id),
        "accesses": can(actor, Permission.ACCESS_LOG_READ, known.practice_id),
        "book": may_write(actor, Permission.APPOINTMENT_BOOK, known),
    }
    visits = booking.appointments_of_patient(actor, known.practice_id, known.id)
    context = {
        "practice": practices.practice_in(actor, known.practice_id),
        "patient": patient_file(known, nir_shown(known), visits, relatives_of(actor, known.id), now=now),
        "note": {"is_present": known.medical_note is not None, "text": None},
        "needs_code": actor.step_up_until is None or actor.step_up_until <= now,
        "relative_form": RelativeForm(),
        "death_form": DeathForm(),
        "stop_form": StopDeathForm(),
        "links": file_links(known.id),
        "may": may,
        **cards(actor, known),
        "done": DONE.get(request.GET.get("fait", ""), ""),
        **more,
    }
    return render(request, "desk/patient.html", context, status=status)


def _may_stop_death(actor: Actor, known: Patient) -> bool:
    """A report waits, and the actor reports deaths at that practice."""
    if known.death_reported_at is None or not can(actor, Permission.DEATH_REPORT, known.practice_id):
        return False
    return waiting_report(actor, known.practice_id, known.id) is not None


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Change identity and contact. A change made meanwhile by somebody else is refused, never overwritten."""
    known = open_patient(request.actor, patient_id)
    if request.method == "GET":
        return _show_edit(request, known, _form(known), known.version)
    form = _form(known, request.POST)
    version = read_version(request)
    if not form.is_valid():
        return _show_edit(request, known, form, version, status=400)
    try:
        patients.update_patient(actor=request.actor, patient_id=patient_id, changes=_changes(form), version=version)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        trouble = show_refusal(form, refusal)
        return _show_edit(request, known, form, version, status=refusal.status, trouble=trouble)
    return redirect(file_links(patient_id)["here"] + "?fait=modifiee")


def _form(known: Patient, posted: Any = None) -> PatientForm:
    """What the practice asks, and what it knows already."""
    values = form_values(known)
    held = {name for name, value in values.items() if value and value != Sex.UNKNOWN.value}
    return PatientForm(posted, initial=values, asked=asked_fields(known.practice_id), known=held)


def _changes(form: PatientForm) -> PatientChanges:
    """A field that is not shown stays as it is."""
    data: dict[str, Any] = defaultdict(lambda: None, form.cleaned_data)
    town = (data["address_line"], data["postal_code"], data["city"])
    return PatientChanges(
        family_name=data["family_name"],
        birth_name=data["birth_name"] or data["family_name"],
        given_names=data["given_names"],
        birth_date=data["birth_date"],
        sex=(data["sex"] or "unknown") if "sex" in form.fields else None,
        phones=form.phones,
        email=data["email"],
        address=Address(*town) if "city" in form.fields else None,
        treating_practitioner=data["treating_doctor"],
        referring_practitioner=data["referring_doctor"],
    )


def _show_edit(
    request: DeskRequest, known: Patient, form: PatientForm, version: int, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "version": version,
        "trouble": {"title": trouble} if trouble else None,
        "back_url": file_links(known.id)["here"],
    }
    return render(request, "desk/edit_patient.html", context, status=status)
