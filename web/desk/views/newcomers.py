"""Recording a patient during a call: the notice is read aloud, look-alikes are shown before anything is written."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from consent.errors import NoNoticeInForce
from consent.models import Notice
from consent.queries import notice_to_read
from core.errors import DomainError
from core.scoping import Channel
from patients import services as patients
from patients.contact import Contact
from patients.errors import ProbableDuplicate
from patients.identity import IdentityInput
from patients.plain_text import Address
from patients.queries import patient_lines
from patients.search_box import read_box
from practices.instructions import asked_fields, reminds_somebody
from practices.zones import day_at
from web import french
from web.desk.call_screen import show_call
from web.desk.call_state import CallState, read_state
from web.desk.callers import call_of
from web.desk.forms import NewPatientForm, show_refusal
from web.desk.presenters.people import line
from web.desk.requests import DeskRequest


@require_POST
def new_patient(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The form, filled with what was already searched for."""
    state = read_state(request, practice_id, call_id)
    terms = read_box(request.POST.get("termes", ""), today=day_at(practice_id)).terms
    initial: dict[str, object] = {}
    if terms is not None:
        initial = {
            "family_name": terms.name,
            "phone": french.phone(terms.phone) if terms.phone else "",
            "nir": terms.nir,
        }
        if terms.birth_date and not terms.also_birth_date:
            initial["birth_date"] = french.short_day(terms.birth_date)
    calling = call_of(request.actor, practice_id, call_id)
    if calling is not None and calling.remote_e164 and not initial.get("phone"):
        initial["phone"] = french.phone(calling.remote_e164)
    form = NewPatientForm(initial=initial, **_asking(practice_id))
    form.begin_at_first_gap()
    return _show(request, state, form)


@require_POST
def create(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Create the patient and go on with the call, or show the form again with what is wrong."""
    state = read_state(request, practice_id, call_id)
    form = NewPatientForm(request.POST, **_asking(practice_id))
    if not form.is_valid():
        return _show(request, state, form, status=400)
    try:
        patient = patients.create_patient(
            actor=request.actor,
            practice_id=practice_id,
            identity=_identity(form),
            contact=contact(form),
            nir=form.cleaned_data.get("nir", ""),
            notice_version=form.cleaned_data["notice_version"],
            notice_channel=Channel.PHONE.value,
            confirm_not_duplicate=form.cleaned_data["confirm_not_duplicate"],
            reach=form.chosen_reach,
            minor_may_wait=True,
            call_id=call_id,
        )
    except ProbableDuplicate as refusal:
        known = patient_lines(request.actor, [UUID(candidate) for candidate in refusal.extra["candidates"]])
        alike = [line(candidate) for candidate in known.values()]
        return _show(request, state, form, status=refusal.status, duplicates=alike)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _show(request, state, form, status=refusal.status, trouble=show_refusal(form, refusal))
    return redirect(state.but(patient=patient.id).url)


def _asking(practice_id: UUID) -> dict[str, Any]:
    """What the practitioners of the practice have asked of patients."""
    return {"asked": asked_fields(practice_id), "reminders": reminds_somebody(practice_id)}


def contact(form: NewPatientForm) -> Contact:
    """How to reach the person, as the form has it; "" for what is not asked."""
    data: dict[str, Any] = defaultdict(str, form.cleaned_data)
    return Contact(
        phones=form.phones,
        email=data["email"],
        address=Address(line=data["address_line"], postal_code=data["postal_code"], city=data["city"]),
        treating_practitioner=data["treating_doctor"],
        referring_practitioner=data["referring_doctor"],
    )


def _identity(form: NewPatientForm) -> IdentityInput:
    data: dict[str, Any] = defaultdict(str, form.cleaned_data)
    return IdentityInput(
        family_name=data["family_name"],
        given_names=data["given_names"],
        birth_date=data["birth_date"],
        birth_name=data["birth_name"],
        sex=data["sex"] or "unknown",
    )


def _show(
    request: DeskRequest, state: CallState, form: NewPatientForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return show_call(
        request, state.but(patient=None), status=status, new_patient=True, form=form,
        notice=_notice(request, state.practice), **more,
    )  # fmt: skip


def _notice(request: DeskRequest, practice_id: UUID) -> Notice | None:
    try:
        return notice_to_read(request.actor, practice_id)
    except NoNoticeInForce:
        return None
