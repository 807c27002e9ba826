"""What a known patient is told and decides: one button each, and to stop is never longer than to agree (ST-26)."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from consent.decisions import Reach
from consent.errors import ConsentRequired, NoNoticeInForce, NoticeOutdated
from consent.purposes import Purpose
from core.errors import InvalidInput
from core.scoping import Channel
from patients import services as patients
from patients.queries import open_patient
from web.desk.call_state import read_state
from web.desk.presenters.patient_file import file_links
from web.desk.requests import DeskRequest
from web.desk.views.patients import show_file

DONE = "?fait=choix#t-choix"


@require_POST
def tell(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """The sentence in force was read to the patient, outside a call."""
    try:
        patients.tell_notice(
            actor=request.actor,
            patient_id=patient_id,
            notice_version=read_number(request, "notice_version"),
            channel=Channel.PHONE.value,
        )
    except (ConsentRequired, NoticeOutdated, NoNoticeInForce) as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + "?fait=information#t-choix")


@require_POST
def tell_in_call(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The same during a call, which goes on where it was."""
    state = read_state(request, practice_id, call_id)
    if state.patient is None:
        raise InvalidInput.at("patient", "required", "Choisissez d'abord le patient.")
    patients.tell_notice(
        actor=request.actor,
        patient_id=state.patient,
        notice_version=read_number(request, "notice_version"),
        channel=Channel.PHONE.value,
        call_id=call_id,
    )
    return redirect(state.url)


@require_POST
def choose(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Yes (by which channel) or no to one purpose."""
    purpose, answer = request.POST.get("purpose", ""), request.POST.get("answer", "")
    if purpose not in set(Purpose):
        raise InvalidInput.at("purpose", "unknown-value", "Cette finalité n'existe pas.")
    if answer not in {"yes", "no", *Reach}:
        raise InvalidInput.at("answer", "unknown-value", "Choisissez une réponse.")
    try:
        patients.decide(
            actor=request.actor,
            patient_id=patient_id,
            purpose=Purpose(purpose),
            is_agreed=answer != "no",
            channel=Channel.PHONE.value,
            notice_version=read_number(request, "notice_version"),
            reach=Reach(answer) if answer in set(Reach) else None,
        )
    except (ConsentRequired, NoticeOutdated, NoNoticeInForce, InvalidInput) as refusal:
        return show_file(request, open_patient(request.actor, patient_id), status=refusal.status, trouble=refusal)
    return redirect(file_links(patient_id)["here"] + DONE)


def read_number(request: DeskRequest, name: str) -> int | None:
    """A version that the page showed, or None when it showed none. Raises InvalidInput."""
    text = request.POST.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise InvalidInput.at(name, "invalid-version", "Rechargez la page, puis recommencez.")
    return int(text)
