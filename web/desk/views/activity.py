"""What the telephone was: drawn, and the same in a table. Counts and durations; nobody who called is named."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.statistics import By, activity, activity_of_people
from core.errors import InvalidInput
from practices.permissions import Permission, practices_where
from practices.queries import practices_of
from practices.zones import latest_day
from web.desk.call_state import read_day, read_id
from web.desk.presenters.activity import chart_of, figures_line
from web.desk.requests import DeskRequest

USUAL = timedelta(days=13)


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """On the desk's own page."""
    return render(request, "desk/activity.html", context_of(request))


def context_of(request: DeskRequest) -> dict[str, Any]:
    """A fortnight unless other days are asked for; of all one's practices, or of one."""
    chosen = read_id(request.GET.get("cabinet"), "cabinet")
    known = list(practices_of(request.actor))
    today = latest_day([chosen] if chosen else [one.id for one in known])
    end = read_day(request.GET.get("au"), "au") or today
    start = read_day(request.GET.get("du"), "du") or end - USUAL
    by = _by(request, start, end)
    found = activity(request.actor, start, end, by=by, practice_id=chosen)
    leads = practices_where(request.actor, Permission.PEOPLE_ACTIVITY_READ)
    people = activity_of_people(request.actor, start, end, practice_id=chosen) if leads else []
    return {
        "here": "activity",
        "practices": known,
        "chosen": chosen,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "by": by.value,
        "total": figures_line("", found.total),
        "chart": chart_of(found),
        "of_practices": [figures_line(name, figures) for _, name, figures in found.practices],
        "of_people": [figures_line(name, figures) for _, name, figures in people],
        "leads": bool(leads),
    }


def _by(request: DeskRequest, start: date, end: date) -> By:
    """Weeks for a long period, unless days are asked for."""
    typed = request.GET.get("par", "")
    if typed and typed not in set(By):
        raise InvalidInput.at("par", "invalid-choice", "Par jour ou par semaine.")
    return By(typed) if typed else By.WEEK if end - start > timedelta(days=31) else By.DAY
