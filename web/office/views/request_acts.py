"""What is done to a request: one address an act, each one call to its service; a refusal shows the page again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.services.sign_in import step_up
from core.errors import DomainError, InvalidInput, NotFound
from patients.plain_text import Address
from patients.search_box import read_box
from patients.services import PatientChanges
from practices.zones import day_at
from privacy.rights.reach import request_in
from privacy.rights_queries import find_person, open_quarantined
from privacy.services import decide, execute, identity, letters, receive
from privacy.services.execute_erasure import erase
from privacy.services.export import export_request
from privacy.services.medical_file import say_medical_file
from privacy.services.recipients import settle_recipient
from web.desk.call_state import read_id
from web.desk.presenters.people import line
from web.desk.requests import DeskRequest
from web.office.views.requests import show_request

Act = Callable[[DeskRequest, UUID], object]
_CHANGED = (
    "email", "phones", "family_name", "birth_name", "given_names", "birth_date", "sex", "nir", "treating_practitioner",
    "referring_practitioner",
)  # fmt: skip
_ADDRESS = ("line", "postal_code", "city", "country")


def _said(request: DeskRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def _seen(request: DeskRequest) -> int | None:
    """The version that the form was shown with."""
    typed = _said(request, "version")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _prove(request: DeskRequest, request_id: UUID) -> object:
    """A copy joined to the form is sealed first, then looked at by whoever says that it agrees."""
    proof, joined = _said(request, "proof"), request.FILES.get("copy")
    if joined is not None:
        content = joined.read(identity.LARGEST_COPY + 1)
        identity.add_copy(
            actor=request.actor, request_id=request_id, document=proof, content=content, version=_seen(request)
        )
        return None
    return identity.prove_identity(actor=request.actor, request_id=request_id, proof=proof, version=_seen(request))


def _attach(request: DeskRequest, request_id: UUID) -> object:
    patient_id = read_id(request.POST.get("patient"), "patient")
    if patient_id is None:
        raise InvalidInput.at("patient", "required", "Choisissez une fiche.")
    return receive.attach_person(
        actor=request.actor, request_id=request_id, patient_id=patient_id, version=_seen(request)
    )


def _rectify(request: DeskRequest, request_id: UUID) -> object:
    given: dict[str, Any] = {name: value for name in _CHANGED if (value := _said(request, name))}
    if "phones" in given:
        given["phones"] = tuple(part.strip() for part in given["phones"].split(",") if part.strip())
    if "birth_date" in given:
        given["birth_date"] = _day(given["birth_date"])
    # An address is replaced whole: a town with the street of another is nobody's.
    if address := {name: value for name in _ADDRESS if (value := _said(request, f"address_{name}"))}:
        given["address"] = Address(**address)
    names = [name.strip() for name in _said(request, "recipients").splitlines() if name.strip()]
    changes = PatientChanges(**given)
    return execute.rectify(
        actor=request.actor, request_id=request_id, changes=changes, recipients=names, version=_seen(request)
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise InvalidInput.at("birth_date", "invalid", "Cette date n'existe pas. Exemple : 1984-03-12.") from None


def _settle(request: DeskRequest, request_id: UUID) -> object:
    recipient = read_id(request.POST.get("recipient"), "recipient")
    if recipient is None:
        raise NotFound()
    return settle_recipient(
        actor=request.actor, request_id=request_id, recipient_id=recipient, state=_said(request, "state")
    )


def _decide(request: DeskRequest, request_id: UUID) -> object:
    return decide.decide_request(
        actor=request.actor,
        request_id=request_id,
        outcome=_said(request, "outcome"),
        grounds=request.POST.getlist("grounds"),
        note=_said(request, "note"),
        version=_seen(request),
    )


def _erase(request: DeskRequest, request_id: UUID) -> object:
    """Everything only when it is chosen: nothing ticked is not everything."""
    extent, parts = _said(request, "extent"), request.POST.getlist("parts")
    if extent not in ("all", "parts"):
        raise InvalidInput.at("extent", "required", "Choisissez : tout le dossier, ou seulement des parties.")
    if (extent == "parts") is not bool(parts):
        raise InvalidInput.at("parts", "required", "Cochez les parties à effacer, ou choisissez tout le dossier.")
    return erase(actor=request.actor, request_id=request_id, version=_seen(request), parts=parts)


ACTS: dict[str, Act] = {
    "preciser": lambda r, i: receive.precise_request(
        actor=r.actor, request_id=i, version=_seen(r), data_concerned=_said(r, "data_concerned")
    ),
    "demander-precision": lambda r, i: receive.ask_precision(actor=r.actor, request_id=i, version=_seen(r)),
    "examiner": lambda r, i: receive.examine_quarantine(
        actor=r.actor, request_id=i, version=_seen(r), keep_message=_said(r, "keep") == "1"
    ),
    "rattacher": _attach,
    "identite": _prove,
    "dossier-medical": lambda r, i: say_medical_file(
        actor=r.actor,
        request_id=i,
        version=_seen(r),
        is_medical=_said(r, "is_medical_file") == "on",
        is_old=_said(r, "is_old_file") == "on",
    ),
    "prolonger": lambda r, i: decide.extend_request(actor=r.actor, request_id=i, version=_seen(r)),
    "decider": _decide,
    "rectifier": _rectify,
    "limiter": lambda r, i: execute.restrict(actor=r.actor, request_id=i, version=_seen(r), ground=_said(r, "ground")),
    "lever": lambda r, i: execute.lift_restriction(actor=r.actor, request_id=i, version=_seen(r)),
    "verrouiller": lambda r, i: execute.lock(actor=r.actor, request_id=i, version=_seen(r), ground=_said(r, "ground")),
    "deverrouiller": lambda r, i: execute.unlock(actor=r.actor, request_id=i, version=_seen(r)),
    "effacer": _erase,
    "arreter": lambda r, i: execute.stop_purposes(
        actor=r.actor, request_id=i, version=_seen(r), purposes=r.POST.getlist("purposes")
    ),
    "prevenir": _settle,
    "repondre": lambda r, i: letters.answer_request(
        actor=r.actor, request_id=i, version=_seen(r), way=_said(r, "way"), more=_said(r, "more")
    ),
}


@require_POST
def act(request: DeskRequest, request_id: UUID, verb: str) -> HttpResponse:
    """One act, then the page again: where the request is now, or why nothing was done."""
    todo = ACTS.get(verb)
    if todo is None:
        raise NotFound()
    try:
        _take_code(request)
        todo(request, request_id)
    except DomainError as refusal:
        if refusal.status == 404 or refusal.code == "forbidden":
            raise
        return show_request(request, request_id, refusal=refusal)
    return redirect(reverse("office:request", args=[request_id]) + "?fait=fait")


@require_POST
def export(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """The file itself: never kept, its name says nothing."""
    try:
        _take_code(request)
        made = export_request(
            actor=request.actor,
            request_id=request_id,
            shape=_said(request, "shape"),
            reason=_said(request, "reason"),
            way=_said(request, "way"),
            to=_said(request, "to"),
        )
    except DomainError as refusal:
        if refusal.status == 404 or refusal.code == "forbidden":
            raise
        return show_request(request, request_id, refusal=refusal)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type=made.media_type, headers=headers)


@require_POST
def search(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """Whose record the request is about; the terms travel in the body."""
    typed = request.POST.get("termes", "")
    practice_id = _practice_of(request, request_id)
    reading = read_box(typed, today=day_at(practice_id))
    found = find_person(request.actor, practice_id, reading.terms) if reading.terms else []
    hint = reading.hint or ("" if found else "Personne ne correspond dans ce cabinet.")
    return show_request(request, request_id, candidates=[line(one) for one in found], hint=hint, typed_terms=typed)


@require_POST
def read_message(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """The words of a message set aside, shown once."""
    return show_request(request, request_id, set_aside=open_quarantined(request.actor, request_id))


@require_POST
def copy(request: DeskRequest, request_id: UUID, copy_id: UUID) -> HttpResponse:
    """The copy of a document, within five minutes of a code."""
    try:
        _take_code(request)
        found, content = identity.open_copy(actor=request.actor, request_id=request_id, copy_id=copy_id)
    except DomainError as refusal:
        if refusal.status == 404 or refusal.code == "forbidden":
            raise
        return show_request(request, request_id, refusal=refusal)
    headers = {"Content-Disposition": 'attachment; filename="copie"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=found.media_type, headers=headers)


def _take_code(request: DeskRequest) -> None:
    """A code typed beside the act opens five minutes, as elsewhere."""
    code = _said(request, "code").replace(" ", "")
    if code:
        request.actor = replace(request.actor, step_up_until=step_up(request, code=code))


def _practice_of(request: DeskRequest, request_id: UUID) -> UUID:
    return request_in(request.actor, request_id).practice_id
