"""A visit beside the ordinary agenda: deliberate, reasoned, within the agenda's own limit."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from booking import services as booking
from booking.errors import NotOffered, OverbookingFull, PatientBusy
from booking.local_time import NonexistentLocalTime, instant
from core.errors import DomainError, InvalidInput, NotFound
from patients.errors import RecordRestricted
from practices.queries import role_in
from web.desk.call_screen import show_call
from web.desk.call_state import read_id, read_state
from web.desk.forms import OverbookForm, show_refusal
from web.desk.requests import DeskRequest
from web.desk.views.booking import give_back


@require_POST
def overbook(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Book at once what the form says, or show it again with what stands against it."""
    state = read_state(request, practice_id, call_id)
    role_id = read_id(request.POST.get("praticien"), "praticien")
    if state.patient is None or state.reason is None or role_id is None:
        raise InvalidInput.at("patient", "required", "Choisissez d'abord le patient, le motif et le praticien.")
    role = role_in(request.actor, role_id)
    if role.practice_id != practice_id:
        raise NotFound()
    form = OverbookForm(request.POST)
    if not form.is_valid():
        return show_call(request, state, status=400, overbook=form)
    give_back(request, state)
    patient_id, reason_id, state = state.patient, state.reason, state.but(hold=None)
    try:
        made = booking.book_appointment(
            actor=request.actor,
            patient_id=patient_id,
            visit_reason_id=reason_id,
            practitioner_role_id=role.id,
            start=instant(form.cleaned_data["day"], form.cleaned_data["hour"], role.location.timezone),
            overbooked=form.cleaned_data["why"],
            call_id=call_id,
        )
    except NonexistentLocalTime:
        form.add_error("hour", "Cette heure n'existe pas ce jour-là (changement d'heure).")
        return show_call(request, state, status=400, overbook=form)
    except (NotOffered, OverbookingFull, PatientBusy, RecordRestricted) as refusal:
        form.add_error("hour", _said(refusal))
        return show_call(request, state, status=refusal.status, overbook=form)
    except InvalidInput as refusal:
        trouble = show_refusal(form, refusal)
        if trouble:
            form.add_error(None, trouble)
        return show_call(request, state, status=refusal.status, overbook=form)
    return redirect(state.but(hold=None, booked=made.id).url)


def _said(refusal: DomainError) -> str:
    detail: str = refusal.extra.get("detail", "")
    return detail or refusal.title
