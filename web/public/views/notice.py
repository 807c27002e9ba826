"""The public notice: what is done with people's data, drawn from the register; and each practice's own texts."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from privacy.public_notice import notices_of
from web import french
from web.desk.call_state import read_day
from web.public.presenters.notice import public_notice


@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", {"here": "privacy", "notice": public_notice()})


@require_GET
def practice_notice(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """The texts in force now, or at the end of a day (`?le=2026-11-23`)."""
    day = read_day(request.GET.get("le"), "le")
    at = clock.now()
    if day is not None:
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(french.HOME_ZONE))
        at = min(at, end.astimezone(UTC) - timedelta(microseconds=1))
    return render(
        request,
        "public/practice_notice.html",
        {"practice": notices_of(practice_id, at), "day": french.local(at, french.HOME_ZONE).date()},
    )
