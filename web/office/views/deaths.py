"""Reported deaths: the list, one with its plan, stopping it, confirming it, the certificate."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import can_act_delicately
from core.errors import DomainError
from patients.erasable import Part
from practices.permissions import Permission, can
from privacy.certificate import PART_TEXT, certificate_of, printed
from privacy.deaths import death_in, deaths_of, open_certificate, open_death, persons_of
from privacy.models import DeathState, HoldGround
from privacy.plans import plan_of
from privacy.services.deaths import confirm_death, stop_report
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show

SAID = {
    "arrete": "Le signalement est arrêté : la fiche est de nouveau comme avant.",
    "confirme": "Le décès est confirmé.",
}


@require_GET
def deaths(request: DeskRequest) -> HttpResponse:
    """Those that wait first. A name is shown while the record exists, an id afterwards."""
    place = practice_of(request, Permission.DEATH_CONFIRM)
    found = deaths_of(request.actor, place.practice.id)
    names = persons_of(request.actor, found)
    rows = [{"report": report, "known": names.get(report.patient_id)} for report in found]
    return show(request, "office/deaths.html", "deaths", place=place, rows=rows)


@require_GET
def death(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """What is known, what would be destroyed, what is kept and why."""
    return _page(request, report_id)


@require_POST
def certificate_reference(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """The reference of the act, shown once to whoever decides."""
    reference = open_certificate(actor=request.actor, report_id=report_id)
    return _page(request, report_id, reference=reference)


@require_POST
def stop(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """Whoever may only report is led to the patient's file: this page is not theirs."""
    reason = request.POST.get("reason", "")
    report = death_in(request.actor, report_id)
    decides = can(request.actor, Permission.DEATH_CONFIRM, report.practice_id)
    try:
        stop_report(actor=request.actor, report_id=report_id, reason=reason)
    except DomainError as refusal:
        if not decides:
            raise
        return _refused(request, report_id, refusal, reason=reason)
    if not decides:
        return redirect(reverse("desk:patient", args=[report.patient_id]) + "?fait=deces-arrete")
    return redirect(_address(report_id, "arrete"))


@require_POST
def confirm(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """Within five minutes of a code; the page asks for it first."""
    if not can_act_delicately(request.actor):
        return redirect(f"{reverse('account:step-up')}?{urlencode({'suite': _address(report_id)})}")
    keep = request.POST.getlist("keep") if "consulted" in request.POST else None
    try:
        confirm_death(actor=request.actor, report_id=report_id, keep=keep)
    except DomainError as refusal:
        return _refused(request, report_id, refusal)
    return redirect(_address(report_id, "confirme"))


@require_GET
def certificate(request: DeskRequest, report_id: UUID) -> HttpResponse:
    return show(
        request, "office/certificate.html", "deaths", said=certificate_of(request.actor, report_id), id=report_id
    )


@require_GET
def certificate_pdf(request: DeskRequest, report_id: UUID) -> HttpResponse:
    name = f'attachment; filename="effacement-{report_id}.pdf"'
    content = printed(request.actor, report_id)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


def _refused(request: DeskRequest, report_id: UUID, refusal: DomainError, **typed: Any) -> HttpResponse:
    if refusal.status in (403, 404) and refusal.code != "second-person-required":
        raise refusal
    return _page(request, report_id, status=refusal.status, trouble=refusal, **typed)


def _page(request: DeskRequest, report_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    report = open_death(request.actor, report_id)
    plan = plan_of(request.actor, report_id)
    known = persons_of(request.actor, [report]).get(report.patient_id)
    return show(
        request,
        "office/death.html",
        "deaths",
        status=status,
        at=report.practice_id,
        report=report,
        known=known,
        plan=plan,
        keeps=[PART_TEXT[part] for part in sorted(plan.keep)],
        grounds=[HoldGround(ground).label for ground in plan.grounds],
        parts=[(part.value, PART_TEXT[part]) for part in Part],
        has_reference=report.certificate is not None,
        waits=report.state == DeathState.REPORTED.value,
        is_own=report.reported_by_id == request.actor.user_id,
        needs_code=not can_act_delicately(request.actor),
        done=SAID.get(request.GET.get("fait", ""), ""),
        **more,
    )


def _address(report_id: UUID, said: str = "") -> str:
    here = reverse("office:death", args=[report_id])
    return f"{here}?fait={said}" if said else here
