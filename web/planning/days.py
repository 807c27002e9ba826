"""The practitioner's day and week: what is asked for, on the screen, on paper and as a file."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking import queries as booking
from booking.paper import printed_days
from core import clock
from core.errors import NotFound
from practices import queries as practices
from practices.models import Practice, PractitionerRole
from practices.permissions import Permission, can, practices_where
from practices.zones import zone_of
from web import french
from web.desk.call_state import read_day, read_id
from web.desk.requests import DeskRequest
from web.desk.views.planning import DONE, holders
from web.planning.board import board_of, day_url, week_url
from web.planning.paper import day_pdf, sheets_of, week_pdf

WEEK = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """Which practice, which day on its own clocks; `choice`: where else this person reads agendas."""

    practice: Practice
    choice: list[Practice]
    now: datetime
    today: date
    day: date

    @property
    def monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())

    @property
    def week(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(WEEK)]


@require_GET
def day(request: DeskRequest) -> HttpResponse:
    """One day of one practice, a column by practitioner."""
    asked = read_asked(request)
    shown = _own_first(request, booking.day_view(request.actor, asked.practice.id, asked.day))
    held_by = holders(request, asked.practice.id, asked.day)
    context = {
        **_common(request, asked),
        "view": "day",
        "title": french.long_day(asked.day, with_year=True),
        "board": board_of([shown], held_by, now=asked.now),
        "sheets": sheets_of([shown]),
        "links": {
            "before": day_url(asked.practice.id, asked.day - timedelta(days=1)),
            "today": day_url(asked.practice.id, asked.today),
            "after": day_url(asked.practice.id, asked.day + timedelta(days=1)),
        },
    }
    return render(request, "planning/agenda.html", context)


@require_GET
def week(request: DeskRequest) -> HttpResponse:
    """One week of one agenda, a column by day."""
    asked = read_asked(request)
    role, roles = read_agenda(request, asked)
    days = [
        booking.day_view(request.actor, asked.practice.id, one, practitioner_role_ids=[role.id]) for one in asked.week
    ]
    context = {
        **_common(request, asked),
        "view": "week",
        "title": french.week(asked.monday),
        "agenda": role,
        "agendas": roles,
        "board": board_of(days, {}, now=asked.now, by_day=True),
        "sheets": sheets_of(days, by_day=True),
        "links": {
            "before": week_url(asked.practice.id, asked.monday - timedelta(days=WEEK), role.id),
            "today": week_url(asked.practice.id, asked.today, role.id),
            "after": week_url(asked.practice.id, asked.monday + timedelta(days=WEEK), role.id),
        },
    }
    return render(request, "planning/agenda.html", context)


@require_GET
def day_file(request: DeskRequest) -> HttpResponse:
    """The day as a PDF, a page by practitioner; journalled as such."""
    asked = read_asked(request)
    days = printed_days(request.actor, asked.practice.id, [asked.day])
    return _file(day_pdf(asked.practice.name, days, at=_printed_at(asked)), f"planning-{asked.day}.pdf")


@require_GET
def week_file(request: DeskRequest) -> HttpResponse:
    """The week of one agenda as a PDF; journalled as such."""
    asked = read_asked(request)
    role, _ = read_agenda(request, asked)
    days = printed_days(request.actor, asked.practice.id, asked.week, practitioner_role_ids=[role.id])
    return _file(week_pdf(asked.practice.name, days, at=_printed_at(asked)), f"semaine-{asked.monday}.pdf")


def _printed_at(asked: Asked) -> datetime:
    return french.local(asked.now, zone_of(asked.practice.id))


def read_asked(request: DeskRequest) -> Asked:
    """`?cabinet=&jour=`; the first practice and today unless said. Raises NotFound, Forbidden, InvalidInput."""
    readable = practices_where(request.actor, Permission.APPOINTMENT_READ)
    choice = [one for one in practices.practices_of(request.actor) if one.id in readable]
    wanted = read_id(request.GET.get("cabinet"), "cabinet") or next((one.id for one in choice), None)
    if wanted is None:
        raise NotFound()
    practice = practices.practice_in(request.actor, wanted)
    places = list(practices.locations(request.actor, practice.id))
    now = clock.now()
    today = french.local(now, places[0].timezone if places else french.HOME_ZONE).date()
    return Asked(practice, choice, now, today, read_day(request.GET.get("jour"), "jour") or today)


def read_agenda(request: DeskRequest, asked: Asked) -> tuple[PractitionerRole, list[PractitionerRole]]:
    """`?agenda=`, else the person's own, else the practice's first; with all of the practice. Raises NotFound."""
    roles = list(practices.practitioner_roles(request.actor, asked.practice.id))
    wanted = read_id(request.GET.get("agenda"), "agenda")
    own = {role.id for role in practices.own_roles(request.actor, asked.practice.id)}
    if wanted is None and roles:
        wanted = next((role.id for role in roles if role.id in own), roles[0].id)
    found = next((role for role in roles if role.id == wanted), None)
    if found is None:
        raise NotFound()
    return found, roles


def _own_first(request: DeskRequest, shown: booking.Day) -> booking.Day:
    """A telephone shows one agenda after the other: the reader's own comes before the colleagues'."""
    own = {role.id for role in practices.own_roles(request.actor, shown.practice_id)}
    return replace(shown, columns=sorted(shown.columns, key=lambda one: one.practitioner_role_id not in own))


def _common(request: DeskRequest, asked: Asked) -> dict[str, Any]:
    practice_id: UUID = asked.practice.id
    query = request.GET.urlencode()
    return {
        "here": "agenda",
        "practice": asked.practice,
        "practices": asked.choice,
        "day_iso": asked.day.isoformat(),
        "day_url": day_url(practice_id, asked.day),
        "week_url": week_url(practice_id, asked.day),
        "may_move": can(request.actor, Permission.APPOINTMENT_MOVE, practice_id),
        "may_print": can(request.actor, Permission.DAY_PRINT, practice_id),
        "query": query,
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
