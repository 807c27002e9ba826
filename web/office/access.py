"""Who comes in, and for which practice: asked first by every view of the office.

`practice_of(request, permission)` answers the practice of `?cabinet=`, or the first one at which the person
holds the permission. Raises NotFound outside the person's practices, Forbidden inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.errors import Forbidden
from core.home_day import HOME_ZONE
from practices import queries as practices
from practices.models import Practice
from practices.permissions import Permission, check_may, practices_where
from practices.zones import zone_of
from web.desk.call_state import read_id
from web.desk.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class Place:
    """The practice a page is about, among those it could be about."""

    practice: Practice
    choice: Sequence[Practice]


def check_works_at(request: DeskRequest, permission: Permission) -> None:
    """For pages that are about no practice: held at one at least. Raises Forbidden."""
    if not practices_where(request.actor, permission):
        raise Forbidden()


def practice_of(request: DeskRequest, permission: Permission) -> Place:
    wanted = read_id(request.GET.get("cabinet") or request.POST.get("cabinet"), "cabinet")
    if wanted is not None:
        check_may(request.actor, permission, wanted)
    check_works_at(request, permission)
    allowed = practices_where(request.actor, permission)
    choice = [practice for practice in practices.practices_of(request.actor) if practice.id in allowed]
    if not choice:
        raise Forbidden()
    return Place(next((one for one in choice if one.id == wanted), choice[0]), choice)


def clocks_of(practice_id: UUID | None) -> timezone.override:
    """While it lasts, days and hours are told as that practice's clocks show them; home's for no practice."""
    return timezone.override(zone_of(practice_id) if practice_id else HOME_ZONE)


def show(
    request: DeskRequest, template: str, here: str, *, status: int = 200, at: UUID | None = None, **context: Any
) -> HttpResponse:
    """A page of the office; `here` is the key of its entry in the menu.

    `at`: the practice whose clocks the page shows, that of `place` unless said.
    """
    place: Place | None = context.get("place")
    with clocks_of(at or (place.practice.id if place else None)):
        return render(request, template, {"here": here, **context}, status=status)
