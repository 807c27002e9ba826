"""The screen of a call: gathers what its state needs and renders the page, or only the part that changed.

Three columns, one template each; with htmx the server answers with the column (`creneaux`) or the whole
call (`appel`), without it always with the page. Same state, same markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from accounts.queries import display_names
from booking import queries as booking
from booking.consigne_call import consignes_of_booking, consignes_of_call
from booking.queries import HeldSlot
from booking.services.hold import Hold
from booking.stand_ins import substitutions_to_come
from consent.queries import notice_due
from core import clock
from core.errors import DomainError, NotFound
from core.scoping import Actor
from instructions.errors import ConsigneBlocks
from patients.lines import line_of
from patients.queries import open_patient, patient_lines
from practices import queries as practices
from practices.models import PractitionerRole
from practices.permissions import Permission, can
from web import french
from web.desk.call_state import CallState
from web.desk.callers import caller_of
from web.desk.forms import OverbookForm
from web.desk.presenters.attendance import sentence_for
from web.desk.presenters.consignes import asks, blocking, lines
from web.desk.presenters.guardians import asked
from web.desk.presenters.offers import Offers, elsewhere_of, offers_of
from web.desk.presenters.practice import Reason, practice_card, reason_choice
from web.desk.presenters.recap import Booked, Recap, booked_card, held_recap, lost_recap
from web.desk.presenters.stand_ins import StandIns, stand_ins_of
from web.desk.presenters.times import Times, search_window, times_of
from web.desk.presenters.visits import UNDO_SECONDS, PatientCard, patient_card
from web.desk.presenters.why_not import panel
from web.desk.requests import DeskRequest

LONGEST_CALL = timedelta(hours=6)
# What htmx may ask for alone, by the id it replaces.
PARTS = {"creneaux": "desk/parts/times.html", "appel": "desk/parts/call.html"}


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part of the screen needs of the practice."""

    roles: Sequence[PractitionerRole]
    reasons: list[Reason]
    reason: Reason | None
    stand_ins: StandIns

    def role(self, role_id: UUID) -> PractitionerRole | None:
        return next((role for role in self.roles if role.id == role_id), None)


@dataclass(frozen=True, slots=True)
class Missed:
    """A time that could not be had, and why."""

    role_id: UUID
    start: datetime
    refusal: DomainError

    @property
    def trouble(self) -> str:
        detail: str = self.refusal.extra.get("detail", "")
        return detail or self.refusal.title


def lost(request: DeskRequest, state: CallState, role_id: UUID, start: datetime, refusal: DomainError) -> HttpResponse:
    """The call with the recap of a time that somebody else took, or that a rule refuses."""
    return show_call(request, state, status=refusal.status, missed=Missed(role_id, start, refusal))


def show_call(
    request: DeskRequest,
    state: CallState,
    *,
    status: int = 200,
    held: Hold | HeldSlot | None = None,
    missed: Missed | None = None,
    checked: str | None = "",
    warning: str = "",
    **more: Any,
) -> HttpResponse:
    """The call in `state`. `held` is a hold just taken, `checked` the time to choose beforehand, `warning` what to say
    in the recap; `more` adds to the context (search results, a form)."""
    actor, now = request.actor, clock.now()
    practice = practices.practice_in(actor, state.practice)
    ground = _ground(actor, state)
    state = state.but(reason=ground.reason.id if ground.reason else None)
    part = request.htmx.target if request.htmx.target in PARTS else ""
    patient = _patient(actor, state, part, now) if state.patient else None
    recap = _recap(actor, state, ground, patient, held, missed, now)
    if recap and warning:
        recap = replace(recap, trouble=warning)
    context = {
        "here": "calls",
        "practice": practice_card(practice, list(practices.locations(actor, practice.id)), ground.roles, now=now),
        "reasons": ground.reasons,
        "reason": ground.reason,
        "patient": patient,
        "notice_due": notice_due(state.practice, patient.id) if patient and part != "creneaux" else None,
        "recap": recap,
        "booked": _booked(actor, state, now) if state.booked else None,
        "times": _times(actor, state, ground, now, checked=None if recap else checked),
        "offers": _offers(actor, state, ground),
        "consignes": lines(
            consignes_of_call(actor, practice.id, visit_reason_id=state.reason, patient_id=state.patient)
        ),
        "links": call_links(state),
        "guardian_soon": _guardian_soon(actor, state, ground, patient),
        "carried": carried(state, "patient", "rdv"),
        "carried_to_reasons": carried(state, "motif", "rdv"),
        "roles": [(role.id, role.practitioner.display_name) for role in ground.roles],
        "may_overbook": can(actor, Permission.APPOINTMENT_OVERBOOK, practice.id),
        "overbook": OverbookForm(),
        "why_not": panel(state, ground.roles),
        "out_of_band": part == "creneaux",
        **_clock(state, now),
        **({} if part == "creneaux" else caller_of(actor, state, request.GET.get("enregistrement", ""))),
        **more,
    }
    response = render(request, PARTS.get(part, "desk/call.html"), context, status=status)
    if part:
        response["HX-Replace-Url"] = state.url
    return response


def call_links(state: CallState) -> dict[str, str]:
    """The addresses of everything this screen can do, carrying the state along."""
    return {
        "here": state.step("call"),
        "search": state.act("call-search"),
        "new_patient": state.act("call-new-patient"),
        "create_patient": state.act("call-create-patient"),
        "other_patient": state.but(patient=None, booked=None).url,
        "again": state.but(booked=None, hold=None).url,
        "hold": state.act("call-hold"),
        "release": state.act("call-release"),
        "recording": state.act("call-recording"),
        "book": state.act("call-book"),
        "undo": state.act("call-undo"),
        "overbook": state.act("call-overbook"),
        "tell": state.act("call-tell"),
        "message": state.act("call-message"),
        "end": state.act("call-end"),
        "urgency": state.act("call-urgency"),
    }


def carried(state: CallState, *but: str) -> list[tuple[str, str]]:
    """Hidden fields that keep the state in a form sent by GET."""
    pairs = (pair.partition("=") for pair in state.query.split("&") if pair)
    return [(name, value) for name, _, value in pairs if name not in but]


def _ground(actor: Actor, state: CallState) -> Ground:
    offered = [reason for reason in practices.visit_reasons(actor, state.practice) if reason.by_phone]
    choices = [reason_choice(reason) for reason in offered]
    chosen = next((choice for choice in choices if choice.id == state.reason), choices[0] if choices else None)
    stand_ins = stand_ins_of(substitutions_to_come(actor, state.practice))
    return Ground(list(practices.practitioner_roles(actor, state.practice)), choices, chosen, stand_ins)


def _clock(state: CallState, now: datetime) -> dict[str, Any]:
    """Seconds since the call's id was drawn: its first 48 bits are that instant."""
    begun = (state.call.int >> 80) / 1000
    elapsed = int(min(max(now.timestamp() - begun, 0), LONGEST_CALL.total_seconds()))
    return {"elapsed": elapsed, "elapsed_label": f"{elapsed // 60:02}:{elapsed % 60:02}"}


def _patient(actor: Actor, state: CallState, part: str, now: datetime) -> PatientCard:
    """The times beside it only need to know who; the card itself also tells what is coming."""
    assert state.patient is not None
    known = open_patient(actor, state.patient)
    _check_same_practice(state, known.practice_id)
    if part == "creneaux":
        return patient_card(line_of(known), [], now=now)
    visits = booking.appointments_of_patient(actor, known.practice_id, known.id)
    return patient_card(line_of(known), visits, now=now, measure=sentence_for(known.practice_id, known.id))


def _guardian_soon(actor: Actor, state: CallState, ground: Ground, patient: PatientCard | None) -> bool:
    """Under sixteen, before a time is chosen: a near one needs the agreement of whoever is on the line."""
    if patient is None or not patient.is_minor or state.booked or state.hold or not ground.roles:
        return False
    zone = ground.roles[0].location.timezone
    return booking.near_visits_need_a_guardian(actor, state.practice, patient.id, zone)


def _recap(
    actor: Actor,
    state: CallState,
    ground: Ground,
    patient: PatientCard | None,
    held: Hold | HeldSlot | None,
    missed: Missed | None,
    now: datetime,
) -> Recap | None:
    if state.booked or ground.reason is None:
        return None
    if missed is not None:
        role = ground.role(missed.role_id)
        if role is None:
            raise missed.refusal
        others = missed.refusal.extra.get("alternatives", [])
        recap = lost_recap(
            missed.start, role, ground.reason, patient,
            trouble=missed.trouble, alternatives=others, roles=ground.roles, stand_ins=ground.stand_ins,
        )  # fmt: skip
        return replace(recap, blocked=[missed.trouble]) if isinstance(missed.refusal, ConsigneBlocks) else recap
    if state.hold is None:
        return None
    held = held or booking.held_slot(actor, state.hold)
    _check_same_practice(state, held.practice_id)
    if held.visit_reason_id != ground.reason.id:
        return None  # another reason was chosen since: the next hold gives this one back
    role = ground.role(held.practitioner_role_id)
    recap = held_recap(held, role, ground.reason, patient, stand_ins=ground.stand_ins, now=now)
    if patient is None:
        return recap
    recap = _with_consignes(actor, recap, held, patient)
    if not patient.is_minor:
        return recap
    need = booking.guardian_need(actor, state.practice, patient.id, held.timezone, held.start)
    return replace(
        recap,
        guardian=asked(need) if need else None,
        may_be_secret=can(actor, Permission.MINOR_SECRECY_SET, state.practice),
    )


def _with_consignes(actor: Actor, recap: Recap, held: Hold | HeldSlot, patient: PatientCard) -> Recap:
    """What the consignes refuse of this very booking, or ask before it."""
    settled = consignes_of_booking(
        actor,
        visit_reason_id=held.visit_reason_id,
        practitioner_role_id=held.practitioner_role_id,
        start=held.start,
        patient_id=patient.id,
    )
    # A guardian's name follows the answers; where nobody has to agree, the last answer confirms.
    then = "#rl-nom" if patient.is_minor else ""
    return replace(recap, blocked=blocking(settled), asks=asks(settled, then=then))


def _check_same_practice(state: CallState, practice_id: UUID) -> None:
    """A call never shows what belongs to another practice, even one the secretary also works for."""
    if practice_id != state.practice:
        raise NotFound()


def _booked(actor: Actor, state: CallState, now: datetime) -> Booked:
    assert state.booked is not None
    appointment = booking.appointment(actor, state.booked)
    _check_same_practice(state, appointment.practice_id)
    patient = patient_lines(actor, [appointment.patient_id]).get(appointment.patient_id)
    return booked_card(appointment, patient, most=UNDO_SECONDS, now=now)


def _offers(actor: Actor, state: CallState, ground: Ground) -> Offers | None:
    if state.booked or not can(actor, Permission.SLOT_HOLD, state.practice):
        return None
    held = booking.offers_of_call(actor, state.practice, state.call)
    return offers_of(held, state, ground.roles, ground.reasons)


def _times(actor: Actor, state: CallState, ground: Ground, now: datetime, *, checked: str | None) -> Times | None:
    if ground.reason is None or state.booked:
        return None
    zone = ground.roles[0].location.timezone if ground.roles else french.HOME_ZONE
    start, end = search_window(state.since, zone, now)
    found = booking.search_slots(
        actor,
        visit_reason_id=ground.reason.id,
        start=start,
        end=end,
        practitioner_role_ids=[state.role] if state.role else None,
        patient_id=state.patient,
    )
    offered = booking.offered_now(
        actor, state.practice, start, end, role_ids=[state.role] if state.role else [role.id for role in ground.roles]
    )
    names = display_names({one.held_by for one in offered if one.held_by})
    elsewhere = elsewhere_of(offered, names, actor.user_id)
    return times_of(found, ground.roles, state, checked=checked, stand_ins=ground.stand_ins, elsewhere=elsewhere)
