"""Guardians at the desk: an answer noted during a call, a link sent, a disagreement settled, a minor's secret."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from booking import queries
from booking import services as booking
from booking.errors import AppointmentChanged, NothingAwaited
from consent.errors import GuardianConsentWithdrawn, GuardianTextOutdated
from core.errors import InvalidInput
from patients.queries import patient_lines
from practices import queries as practices
from web.desk.call_state import read_id, read_version
from web.desk.presenters.guardians import waiting_line
from web.desk.requests import DeskRequest
from web.desk.views.appointments import show
from web.desk.views.attestations import read_attestation, read_typed_secrecy

REFUSALS = (AppointmentChanged, NothingAwaited, InvalidInput, GuardianTextOutdated, GuardianConsentWithdrawn)


@require_POST
def answer(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Somebody who holds parental authority agrees or refuses, on the phone."""
    return _do(
        request,
        appointment_id,
        "accord",
        lambda: booking.record_guardian(
            actor=request.actor,
            appointment_id=appointment_id,
            said=read_attestation(request),
            expected_version=read_version(request),
        ),
    )


@require_POST
def link(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Send the link again."""
    return _do(
        request,
        appointment_id,
        "lien",
        lambda: booking.send_guardian_link(
            actor=request.actor,
            appointment_id=appointment_id,
            contact=request.POST.get("contact", ""),
            expected_version=read_version(request),
        ),
    )


@require_POST
def settle(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The practice keeps the visit although somebody refused."""
    return _do(
        request,
        appointment_id,
        "tranche",
        lambda: booking.settle_guardians(
            actor=request.actor,
            appointment_id=appointment_id,
            reason=request.POST.get("reason", ""),
            expected_version=read_version(request),
        ),
    )


@require_POST
def withdraw(request: DeskRequest, appointment_id: UUID, consent_id: UUID) -> HttpResponse:
    """A guardian takes an agreement back."""
    return _do(
        request,
        appointment_id,
        "retrait",
        lambda: booking.withdraw_guardian(actor=request.actor, appointment_id=appointment_id, consent_id=consent_id),
    )


@require_POST
def secret(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The minor objects to the parents being told."""
    return _do(
        request,
        appointment_id,
        "secret",
        lambda: booking.keep_secret(
            actor=request.actor,
            appointment_id=appointment_id,
            secrecy=read_typed_secrecy(request),
            expected_version=read_version(request),
        ),
    )


@require_GET
def work(request: DeskRequest) -> HttpResponse:
    """What waits for a guardian in one practice, and what lost its agreement."""
    mine = list(practices.practices_of(request.actor))
    wanted = read_id(request.GET.get("cabinet"), "cabinet") or (mine[0].id if mine else None)
    lines: list[dict[str, str]] = []
    if wanted is not None:
        found = queries.pending_visits(request.actor, wanted)
        known = patient_lines(request.actor, [one.appointment.patient_id for one in found])
        lines = [
            waiting_line(one, known[one.appointment.patient_id]) for one in found if one.appointment.patient_id in known
        ]
    context = {"here": "guardians", "practices": mine, "wanted": wanted, "lines": lines}
    return render(request, "desk/guardians.html", context)


def _do(request: DeskRequest, appointment_id: UUID, done: str, act: Any) -> HttpResponse:
    try:
        act()
    except REFUSALS as refusal:
        return show(request, appointment_id, refusal, typed=request.POST)
    return redirect(f"{reverse('desk:appointment', args=[appointment_id])}?fait={done}")
