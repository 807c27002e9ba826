"""Items of the medical file: the practitioner shares and takes back, whoever may reads; each reading is journalled."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from consent.errors import PurposeStopped
from core.errors import InvalidInput
from patients import services as patients
from patients.errors import SharedItemRevoked
from patients.queries import open_patient
from patients.shared_items import read_shared_items
from web.desk.forms import ShareForm, show_refusal
from web.desk.presenters.patient_file import file_links
from web.desk.requests import DeskRequest
from web.desk.views.patients import show_file


@require_POST
def read(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Everything shared, in clear, once."""
    try:
        items = read_shared_items(request.actor, patient_id)
    except PurposeStopped as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return show_file(request, open_patient(request.actor, patient_id), items_read=items)


@require_POST
def share(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            patients.share_item(actor=request.actor, patient_id=patient_id, **form.cleaned_data)
            return redirect(file_links(patient_id)["here"] + "?fait=partage#t-partage")
        except PurposeStopped as refusal:
            known = open_patient(request.actor, patient_id)
            return show_file(request, known, status=refusal.status, trouble=refusal, share_form=form)
        except InvalidInput as refusal:
            show_refusal(form, refusal)
    return show_file(request, open_patient(request.actor, patient_id), status=400, share_form=form)


@require_POST
def report(request: DeskRequest, patient_id: UUID, item_id: UUID) -> HttpResponse:
    """A reader says that it has no place here; the practitioner sees the mark and decides."""
    try:
        patients.report_item(actor=request.actor, patient_id=patient_id, item_id=item_id)
    except SharedItemRevoked as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + "#t-partage")


@require_POST
def revoke(request: DeskRequest, patient_id: UUID, item_id: UUID) -> HttpResponse:
    try:
        patients.revoke_item(actor=request.actor, patient_id=patient_id, item_id=item_id)
    except SharedItemRevoked as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + "?fait=retrait#t-partage")
