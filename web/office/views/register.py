"""What is processed and why: the list, one entry, and both exports."""

import json
from datetime import date

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core.errors import NotFound
from practices.permissions import Permission
from practices.zones import day_at
from privacy.declared import printed, register_of
from privacy.processing import Controller
from privacy.register import entry as entry_of
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show

DECIDERS = [Controller.PRACTITIONER.value, Controller.PLATFORM.value]


@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """Every processing of one practice, those its practitioner decides first."""
    place = practice_of(request, Permission.REGISTER_READ)
    said = register_of(request.actor, place.practice.id)
    entries = sorted(said["processings"], key=lambda one: DECIDERS.index(one["controller"]))
    return show(request, "office/register.html", "register", place=place, register=said, entries=entries)


@require_GET
def entry(request: DeskRequest, number: str) -> HttpResponse:
    place = practice_of(request, Permission.REGISTER_READ)
    if entry_of(number) is None:
        raise NotFound()
    said = register_of(request.actor, place.practice.id)
    (one,) = (one for one in said["processings"] if one["number"] == number)
    return show(request, "office/register_entry.html", "register", place=place, register=said, one=one)


@require_GET
def as_json(request: DeskRequest) -> HttpResponse:
    place = practice_of(request, Permission.REGISTER_READ)
    said, today = register_of(request.actor, place.practice.id), day_at(place.practice.id)
    content = json.dumps({**said, "printed_on": today.isoformat()}, ensure_ascii=False, indent=2).encode()
    return _file(content, today, "json", "application/json")


@require_GET
def as_pdf(request: DeskRequest) -> HttpResponse:
    place = practice_of(request, Permission.REGISTER_READ)
    content = printed(request.actor, place.practice.id)
    return _file(content, day_at(place.practice.id), "pdf", "application/pdf")


def _file(content: bytes, day: date, ending: str, kind: str) -> HttpResponse:
    name = f"registre-{day}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
