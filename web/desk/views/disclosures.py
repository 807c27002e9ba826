"""Showing what is sealed: once, in the answer to a POST, with a reason; the NIR also asks for a fresh code."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.errors import InvalidCode, LockedOut
from accounts.services.sign_in import step_up
from core.errors import InvalidInput, StepUpRequired
from patients import services as patients
from patients.errors import NirUnknown
from patients.queries import open_patient
from web.desk.presenters.patient_file import file_links, spaced_nir
from web.desk.requests import DeskRequest
from web.desk.views.patients import show_file


@require_POST
def note(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """The medical note in clear."""
    reason = request.POST.get("reason", "")
    try:
        text = patients.disclose_medical_note(actor=request.actor, patient_id=patient_id, reason=reason)
    except InvalidInput as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return show_file(request, open_patient(request.actor, patient_id), note={"is_present": True, "text": text})


@require_POST
def write_note(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Replace the note."""
    text = request.POST.get("text", "")
    try:
        patients.set_medical_note(actor=request.actor, patient_id=patient_id, text=text)
    except InvalidInput as refusal:
        known = open_patient(request.actor, patient_id)
        return show_file(request, known, status=refusal.status, trouble=refusal, note_draft=text)
    return redirect(file_links(patient_id)["here"] + "?fait=note")


@require_POST
def nir(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """The NIR in clear, within five minutes of a code."""
    reason, code = request.POST.get("reason", ""), request.POST.get("code", "").replace(" ", "")
    asked = {"nir_asked": True, "nir_reason": reason}
    try:
        if code:
            request.actor = replace(request.actor, step_up_until=step_up(request, code=code))
        shown = patients.disclose_nir(actor=request.actor, patient_id=patient_id, reason=reason)
    except (StepUpRequired, InvalidCode, LockedOut) as refusal:
        # Answered here, not raised: a refused code must leave its traces.
        error = refusal.title if code else "Entrez le code pour afficher le numéro."
        known = open_patient(request.actor, patient_id)
        return show_file(request, known, status=refusal.status, code_error=error, needs_code=True, **asked)
    except (InvalidInput, NirUnknown) as refusal:
        known = open_patient(request.actor, patient_id)
        return show_file(request, known, status=refusal.status, trouble=refusal, **asked)
    return show_file(request, open_patient(request.actor, patient_id), nir=spaced_nir(shown))
