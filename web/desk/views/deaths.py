"""A death reported from the patient's file. Who confirms it does so in the office, and is somebody else."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.errors import Conflict, InvalidInput
from patients.queries import open_patient
from privacy.services.deaths import report_death
from web.desk.forms import DeathForm, show_refusal
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
