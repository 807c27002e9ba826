"""The practice, its visit reasons, its free hours: public pages, without a cookie until an hour is chosen."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from booking.errors import SlotTaken
from booking.queries import Moving, search_slots
from core import clock
from core.errors import InvalidInput
from core.scoping import current_actor
from online.actors import visitor
from online.allowances import Asked, count
from online.errors import DraftGone
from online.models import BookingDraft
from online.services import begin_draft, change_slot
from practices.models import PractitionerRole
from practices.online import OnlinePractice, OnlineReason, online_directory
from web import french
from web.desk.call_state import read_day
from web.portal.edge import check_same_site, count_here, draft_of, keep_draft, of_practice, origin_of
from web.portal.presenters.slots import Hour, days_of, hour_of, read_hour
from web.portal.presenters.steps import Step, place_of

WEEK = timedelta(days=7)


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Every practice that takes online bookings."""
    return render(request, "portal/directory.html", {"practices": online_directory()})


@require_GET
@of_practice
def practice(request: HttpRequest, practice: OnlinePractice) -> HttpResponse:
    """What the practice says of itself, and what may be booked there."""
    roles = {role.id: role for reason in practice.reasons for role in reason.roles}
    context = {
        "practice": practice,
        "phone": french.phone(practice.phone),
        "places": sorted({place_of(role) for role in roles.values()}),
        "people": list({role.practitioner_id: role for role in roles.values()}.values()),
        "reasons": [(one, french.minutes(one.duration_minutes)) for one in practice.reasons],
        "step": Step(1),
    }
    return render(request, "portal/practice.html", context)


# No cookie exists yet, so that none can be misused: `check_same_site` asks the browser instead.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@of_practice
def slots(request: HttpRequest, practice: OnlinePractice, reason_id: UUID) -> HttpResponse:
    """A week of free hours; choosing one holds it."""
    reason = practice.reason(reason_id)
    if request.method == "POST":
        return _choose(request, practice, reason)
    count_here(request, Asked.LOOK, practice.id)
    return _show(request, practice, reason)


def _choose(request: HttpRequest, practice: OnlinePractice, reason: OnlineReason) -> HttpResponse:
    check_same_site(request)
    role_id, start = read_hour(request.POST.get("creneau", ""), reason.roles)
    count_here(request, Asked.HOLD, practice.id)
    actor = visitor(practice.id)
    try:
        draft = draft_of(request, practice)
    except DraftGone:
        draft = None
    try:
        if draft is not None:
            count(Asked.HOLD_DEVICE, draft.token_digest)
            change_slot(actor=actor, draft=draft, practitioner_role_id=role_id, start=start, visit_reason_id=reason.id)
            return redirect(_next(draft), practice.id)
        begun = begin_draft(
            actor=actor,
            practice_id=practice.id,
            visit_reason_id=reason.id,
            practitioner_role_id=role_id,
            start=start,
            origin=origin_of(request),
        )
    except SlotTaken as lost:
        return _show(request, practice, reason, alternatives=alternatives_of(lost, reason.roles), status=lost.status)
    response = redirect("portal:patient", practice.id)
    keep_draft(response, begun.token)
    return response


def _next(draft: BookingDraft) -> str:
    return "portal:recap" if draft.proven_at is not None else "portal:patient"


def alternatives_of(lost: SlotTaken, roles: Sequence[PractitionerRole]) -> list[tuple[str, str, Hour]]:
    """The next free hours after a lost race: day, practitioner, button."""
    names = {str(role.id): role for role in roles}
    found = []
    for one in lost.extra["alternatives"]:
        role = names.get(one["practitioner_role"])
        if role is not None:
            start = datetime.fromisoformat(one["start"])
            day = french.long_day(start.date()).capitalize()
            found.append((day, role.practitioner.display_name, hour_of(role.id, start)))
    return found


def _show(
    request: HttpRequest,
    practice: OnlinePractice,
    reason: OnlineReason,
    *,
    alternatives: list[tuple[str, str, Hour]] | None = None,
    status: int = 200,
) -> HttpResponse:
    here = chosen_role(request, reason)
    context = {
        **week_of(request, reason, reason.roles, here),
        "practice": practice,
        "phone": french.phone(practice.phone),
        "reason": reason,
        "duration": french.minutes(reason.duration_minutes),
        "step": Step(2),
        "alternatives": alternatives,
        "roles": reason.roles,
        "here": here,
        "keep": f"&praticien={here.id}" if here else "",
    }
    return render(request, "portal/slots.html", context, status=status)


def chosen_role(request: HttpRequest, reason: OnlineReason) -> PractitionerRole | None:
    """The practitioner somebody wants to see alone; anything unreadable means everybody."""
    wanted = request.GET.get("praticien", "")
    return next((role for role in reason.roles if str(role.id) == wanted), None)


def week_of(
    request: HttpRequest,
    reason: OnlineReason,
    roles: Sequence[PractitionerRole],
    only: PractitionerRole | None,
    moving: Moving | None = None,
) -> dict[str, Any]:
    """Seven days from the day asked for, never before today; where to go from there. `moving`: for that visit."""
    zone = ZoneInfo((only or roles[0]).location.timezone)
    today = clock.now().astimezone(zone).date()
    first = max(_day_asked(request) or today, today)
    actor = current_actor()
    assert actor is not None, "a page of a practice acts there"
    found = search_slots(
        actor,
        visit_reason_id=reason.id,
        start=_midnight(first, zone),
        end=_midnight(first + WEEK, zone),
        practitioner_role_ids=[only.id] if only else [role.id for role in roles],
        moving=moving,
    )
    days, cut_at = days_of(found.groups, roles)
    after = cut_at or first + WEEK
    return {
        "days": days,
        "asks": any(group.marks for group in found.groups),
        "first": first,
        "week": f"Du {french.long_day(first)} au {french.long_day(after - timedelta(days=1))}",
        "before": max(first - WEEK, today) if first > today else None,
        "after": after if days or found.next_available else None,
        "next": found.next_available,
        "next_text": french.long_day(found.next_available.date()) if found.next_available else "",
        "zone": french.zone_name(str(zone)),
    }


def _day_asked(request: HttpRequest) -> date | None:
    try:
        return read_day(request.GET.get("semaine"), "semaine")
    except InvalidInput:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
