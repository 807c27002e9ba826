"""Holding a time, reading it back, confirming it: each post is one service call and answers with the screen."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from booking import queries
from booking import services as booking
from booking.errors import GuardianNeededNow, HoldExpired, NotOffered, OffersFull, PatientBusy, SlotTaken, TooLateToUndo
from booking.queries import HeldSlot
from calls import services as calls
from core.errors import InvalidInput, NotFound
from instructions.errors import ConsigneBlocks, ConsigneUnanswered
from patients.errors import RecordRestricted
from web.desk.call_screen import lost, show_call
from web.desk.call_state import CallState, read_id, read_state
from web.desk.presenters.consignes import read_answers, said_by
from web.desk.presenters.times import slot_value
from web.desk.requests import DeskRequest
from web.desk.views.attestations import read_attestation, read_typed_secrecy

LONGEST_NOTE = 2000  # what the field of the recap accepts, and the API too
EXPIRED = "L'option avait expiré. Le créneau est de nouveau retenu : relisez-le, puis confirmez."


@require_POST
def hold(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Keep the chosen time while the caller thinks, and read it back; others already offered stay so."""
    state = read_state(request, practice_id, call_id)
    reason_id = read_id(request.POST.get("motif"), "motif")
    if reason_id is None:
        raise InvalidInput.at("motif", "required", "Choisissez un motif.")
    state = state.but(reason=reason_id, booked=None)
    role_id, start = read_slot(request.POST.get("creneau", ""))
    give_back(request, state)
    return _hold(request, state, reason_id, role_id, start)


@require_POST
def release(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Give the time back and show the times again, the one just left still chosen."""
    state = read_state(request, practice_id, call_id)
    held = _held(request, state)
    give_back(request, state)
    state = state.but(hold=None)
    if not request.htmx:
        return redirect(state.url)
    checked = slot_value(held.practitioner_role_id, held.start) if held else ""
    return show_call(request, state, checked=checked, focus_times=True)


@require_POST
def book(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Confirm what is held for the patient. An expired hold is taken again and must be confirmed again."""
    state = read_state(request, practice_id, call_id)
    held = _held(request, state)
    if state.hold is None or held is None or state.patient is None:
        raise InvalidInput.at("option", "required", "Retenez d'abord un créneau pour un patient.")
    note = request.POST.get("note", "").strip()[:LONGEST_NOTE]
    try:
        choice = request.POST.get("guardian")
        booked = booking.book_from_hold(
            actor=request.actor,
            patient_id=state.patient,
            hold_id=state.hold,
            note=note or None,
            call_id=call_id,
            answers=read_answers(request.POST.dict()),
            guardian=read_attestation(request) if choice == "agreed" else None,
            secrecy=read_typed_secrecy(request) if choice == "secret" else None,
        ).id
    except HoldExpired:
        done = queries.booked_from(request.actor, state.hold, state.patient)
        if done is None:
            again = held.visit_reason_id, held.practitioner_role_id, held.start
            return _hold(request, state, *again, trouble=EXPIRED, typed_note=note, typed=request.POST)
        booked = done  # the same click twice
    except (ConsigneBlocks, ConsigneUnanswered) as refusal:
        return show_call(request, state, status=refusal.status, warning=said_by(refusal), typed_note=note)
    except (InvalidInput, GuardianNeededNow) as refusal:
        errors = {error.field: error.detail for error in refusal.errors} or {"guardian_name": refusal.title}
        return show_call(request, state, status=refusal.status, typed=request.POST, errors=errors, typed_note=note)
    except (PatientBusy, NotOffered, RecordRestricted) as refusal:
        return lost(request, state, held.practitioner_role_id, held.start, refusal)
    return _go_on(request, state.but(hold=None, booked=booked))


@require_POST
def undo(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """Take back the booking just made."""
    state = read_state(request, practice_id, call_id)
    if state.booked is None:
        raise InvalidInput.at("rdv", "required", "Il n'y a rien à reprendre.")
    try:
        booking.undo_booking(actor=request.actor, appointment_id=state.booked)
    except TooLateToUndo:
        return redirect("desk:appointment-cancel", appointment_id=state.booked)
    return _go_on(request, state.but(booked=None))


def read_slot(text: str) -> tuple[UUID, datetime]:
    """The agenda and the instant that a radio posts. Raises InvalidInput."""
    role, _, moment = text.partition("|")
    try:
        start = datetime.fromisoformat(moment)
        if start.tzinfo is None or not 2000 <= start.year <= 2200:
            raise ValueError
        return UUID(role), start
    except ValueError:
        raise InvalidInput.at("creneau", "invalid-slot", "Choisissez un horaire de la liste.") from None


def _hold(
    request: DeskRequest,
    state: CallState,
    reason_id: UUID,
    role_id: UUID,
    start: datetime,
    *,
    trouble: str = "",
    **typed: Any,
) -> HttpResponse:
    try:
        held = calls.offer_slot(
            actor=request.actor,
            practice_id=state.practice,
            call_id=state.call,
            visit_reason_id=reason_id,
            practitioner_role_id=role_id,
            start=start,
        )
    except (SlotTaken, NotOffered, OffersFull, ConsigneBlocks) as refusal:
        return lost(request, state.but(hold=None), role_id, start, refusal)
    state = state.but(hold=held.id)
    if trouble:
        return show_call(request, state, held=held, warning=trouble, status=HoldExpired.status, **typed)
    return show_call(request, state, held=held) if request.htmx else redirect(state.url)


def _held(request: DeskRequest, state: CallState) -> HeldSlot | None:
    """The hold named in the address. Raises NotFound when it is not of this call's practice."""
    if state.hold is None:
        return None
    held = queries.held_slot(request.actor, state.hold)
    if held.practice_id != state.practice:
        raise NotFound()
    return held


def give_back(request: DeskRequest, state: CallState) -> None:
    if state.hold:
        # Forgotten since: nothing is held any more.
        with suppress(NotFound):
            booking.release_hold(actor=request.actor, hold_id=state.hold)


def _go_on(request: DeskRequest, state: CallState) -> HttpResponse:
    return show_call(request, state) if request.htmx else redirect(state.url)
