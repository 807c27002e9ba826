"""A death reported, or a wrong report stopped, from the patient's file. Who confirms it does so in the office."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.errors import Conflict, InvalidInput
from patients.queries import open_patient
from privacy.deaths import waiting_report
from privacy.errors import DeathSettled
from privacy.services.deaths import report_death, stop_report
from web.desk.forms import DeathForm, StopDeathForm, show_refusal
from web.desk.presenters.patient_file import file_links
from web.desk.requests import DeskRequest
from web.desk.views.patients import show_file


@require_POST
def report(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    known = open_patient(request.actor, patient_id)
    form = DeathForm(request.POST)
    if not form.is_valid():
        return show_file(request, known, status=400, death_form=form)
    try:
        report_death(actor=request.actor, practice_id=known.practice_id, patient_id=patient_id, **form.cleaned_data)
    except InvalidInput as refusal:
        show_refusal(form, refusal)
        return show_file(request, known, status=refusal.status, death_form=form)
    except Conflict as refusal:
        return show_file(request, known, status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + "?fait=deces")


@require_POST
def stop(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """The person lives, or is somebody else: until the death is confirmed, never after."""
    known = open_patient(request.actor, patient_id)
    report_id = waiting_report(request.actor, known.practice_id, patient_id)
    if report_id is None:
        return show_file(request, known, status=DeathSettled.status, trouble=DeathSettled())
    form = StopDeathForm(request.POST)
    if not form.is_valid():
        return show_file(request, known, status=400, stop_form=form)
    try:
        stop_report(actor=request.actor, report_id=report_id, **form.cleaned_data)
    except InvalidInput as refusal:
        show_refusal(form, refusal)
        return show_file(request, known, status=refusal.status, stop_form=form)
    except Conflict as refusal:
        return show_file(request, known, status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + "?fait=deces-arrete")
