"""What follows from missed visits: the practitioner decides it on the patient's file, and lifts it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from booking import services as booking
from booking.errors import MeasureOver
from patients.queries import open_patient
from web.desk.forms import MeasureForm
from web.desk.presenters.patient_file import file_links
from web.desk.requests import DeskRequest
from web.desk.views.patients import show_file


@require_POST
def decide(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """From today, until a day that comes by itself."""
    form = MeasureForm(request.POST)
    if not form.is_valid():
        return show_file(request, open_patient(request.actor, patient_id), status=400, measure_form=form)
    booking.decide_measure(actor=request.actor, patient_id=patient_id, **form.cleaned_data)
    return redirect(file_links(patient_id)["here"] + "?fait=mesure#t-presence")


@require_POST
def lift(request: DeskRequest, patient_id: UUID, measure_id: UUID) -> HttpResponse:
    try:
        booking.lift_measure(actor=request.actor, patient_id=patient_id, measure_id=measure_id)
    except MeasureOver as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + "?fait=mesure-levee#t-presence")
