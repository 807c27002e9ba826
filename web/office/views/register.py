"""What is processed and why: the list, one entry, and both exports."""

import json

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from core import clock
from core.errors import NotFound
from core.home_day import home_day
from practices.permissions import Permission
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
    said = {**register_of(request.actor, place.practice.id), "printed_on": home_day().isoformat()}
    return _file(json.dumps(said, ensure_ascii=False, indent=2).encode(), "json", "application/json")


@require_GET
def as_pdf(request: DeskRequest) -> HttpResponse:
    place = practice_of(request, Permission.REGISTER_READ)
    return _file(printed(request.actor, place.practice.id), "pdf", "application/pdf")


def _file(content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"registre-{clock.now():%Y-%m-%d}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
