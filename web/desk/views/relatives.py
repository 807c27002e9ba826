"""Relatives of a patient: added with what they may do, ended, never erased."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.errors import InvalidInput
from patients import services as patients
from patients.queries import open_patient
from web.desk.forms import RelativeForm, show_refusal
from web.desk.presenters.patient_file import file_links
from web.desk.requests import DeskRequest
from web.desk.views.patients import show_file


@require_POST
def add(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    form = RelativeForm(request.POST)
    if form.is_valid():
        try:
            patients.add_relative(actor=request.actor, patient_id=patient_id, **form.cleaned_data)
            return redirect(file_links(patient_id)["here"] + "?fait=proche")
        except InvalidInput as refusal:
            show_refusal(form, refusal)
    return show_file(request, open_patient(request.actor, patient_id), status=400, relative_form=form)


@require_POST
def end(request: DeskRequest, patient_id: UUID, relative_id: UUID) -> HttpResponse:
    patients.end_relative(actor=request.actor, patient_id=patient_id, relative_id=relative_id)
    return redirect(file_links(patient_id)["here"] + "?fait=proche-retire")
