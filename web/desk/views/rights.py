"""A request about rights, written down from the patient's file in a few keys: the rest is the office's work."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from patients.queries import open_patient
from practices.permissions import Permission, check_may
from privacy.rights.kinds import Requester
from privacy.services.receive import receive_request
from web.desk.forms import show_refusal
from web.desk.presenters.patient_file import file_links
from web.desk.requests import DeskRequest
from web.office.request_forms import RequestForm


@require_http_methods(["GET", "POST"])
def receive(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Which right, who asks, about which data; the file itself says whose."""
    known = open_patient(request.actor, patient_id)
    check_may(request.actor, Permission.REQUEST_RECEIVE, known.practice_id)
    name = f"{known.given_names} {known.used_name}"
    initial = {"requester": Requester.SELF.value, "requester_name": name, "requester_contact": known.email}
    form = RequestForm(request.POST or None, initial=initial, at_the_desk=True)
    trouble, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                receive_request(
                    actor=request.actor, practice_id=known.practice_id, asked=form.asked(), patient_id=known.id
                )
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                trouble, status = show_refusal(form, refusal), refusal.status
            else:
                return redirect(file_links(patient_id)["here"] + "?fait=demande")
    context = {"form": form, "trouble": trouble, "name": name, "back_url": file_links(patient_id)["here"]}
    return render(request, "desk/request.html", context, status=status)
