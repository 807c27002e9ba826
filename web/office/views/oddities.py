"""Accesses worth a look at one practice, by person and day."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from practices.permissions import Permission
from privacy.oddities import DAYS, MOST_FILES_IN_AN_HOUR, oddities_at
from web import french
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show


@require_GET
def oddities(request: DeskRequest) -> HttpResponse:
    place = practice_of(request, Permission.ACCESS_LOG_READ)
    rows = [
        {"one": one, "day": french.short_day(one.day), "until": one.ends_at.isoformat()}
        for one in oddities_at(request.actor, place.practice.id)
    ]
    return show(
        request, "office/oddities.html", "oddities", place=place, rows=rows, days=DAYS, most=MOST_FILES_IN_AN_HOUR
    )
