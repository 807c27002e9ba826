"""The public notice: what is done with people's data, drawn from the register; and each practice's own texts."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from privacy.public_notice import notices_of
from web.desk.call_state import read_day
from web.public.presenters.notice import public_notice


@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    return render(request, "public/privacy.html", {"here": "privacy", "notice": public_notice()})


@require_GET
def practice_notice(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """The texts in force now, or at the end of a day (`?le=2026-11-23`)."""
    found = notices_of(practice_id, read_day(request.GET.get("le"), "le"))
    with timezone.override(found.zone):
        return render(request, "public/practice_notice.html", {"practice": found, "day": found.day})
