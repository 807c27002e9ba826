"""The texts that patients are told: every version, the one in force on a given day, and the next one."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent.errors import NoNoticeInForce
from consent.purposes import TERMS, Purpose
from consent.queries import notice_at, notices
from consent.services import publish_notice
from core.errors import InvalidInput
from practices.permissions import Permission, can
from practices.zones import zone_of
from web.desk.call_state import read_day
from web.desk.requests import DeskRequest
from web.office.access import Place, practice_of, show
from web.office.presenters import NoticeLine, notice_line


@require_http_methods(["GET", "POST"])
def texts(request: DeskRequest) -> HttpResponse:
    """Published in the practice's name; a version is never changed."""
    place = practice_of(request, Permission.NOTICE_READ)
    purpose = _purpose(request)
    if request.method == "GET":
        return _show(request, place, purpose)
    text = request.POST.get("text", "")
    try:
        made = publish_notice(actor=request.actor, practice_id=place.practice.id, text=text, purpose=purpose)
    except InvalidInput as refusal:
        return _show(request, place, purpose, status=400, typed=text, trouble=refusal.errors[0].detail)
    messages.success(request, f"La version {made.version} est en vigueur.")
    return redirect(f"{reverse('office:notices')}?cabinet={place.practice.id}&finalite={purpose.value}")


def _show(
    request: DeskRequest, place: Place, purpose: Purpose, *, status: int = 200, typed: str = "", trouble: str = ""
) -> HttpResponse:
    practice_id = place.practice.id
    return show(
        request,
        "office/notices.html",
        "notices",
        status=status,
        place=place,
        purposes=[(one.value, TERMS[one].label) for one in Purpose],
        purpose=purpose.value,
        label=TERMS[purpose].label,
        lines=[notice_line(one, zone_of(practice_id)) for one in notices(request.actor, practice_id, purpose=purpose)],
        day=request.GET.get("le", ""),
        in_force=_in_force(request, place, purpose),
        may_publish=can(request.actor, Permission.NOTICE_PUBLISH, practice_id),
        typed=typed,
        trouble=trouble,
    )


def _in_force(request: DeskRequest, place: Place, purpose: Purpose) -> NoticeLine | None:
    """The text under which data of that day was collected: the one in force when it ended at the practice (ST-06)."""
    day = read_day(request.GET.get("le"), "le")
    if day is None:
        return None
    zone = zone_of(place.practice.id)
    end = datetime.combine(day, time.max, tzinfo=ZoneInfo(zone))
    try:
        return notice_line(notice_at(request.actor, place.practice.id, end, purpose=purpose), zone)
    except NoNoticeInForce:
        return None


def _purpose(request: DeskRequest) -> Purpose:
    named = request.GET.get("finalite") or request.POST.get("finalite") or Purpose.APPOINTMENTS.value
    if named not in set(Purpose):
        raise InvalidInput.at("finalite", "unknown-value", "Cette finalité n'existe pas.")
    return Purpose(named)
