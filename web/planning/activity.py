"""What a practitioner's agenda and telephone were: drawn, in a table, and as a workbook. Nobody is named in any."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from booking.statistics import AgendaWeek, Delay, agenda_weeks, third_next_available
from calls.statistics import By, Figures, activity
from practices.models import PractitionerRole
from practices.permissions import Permission, check_may
from web import french
from web.desk.call_state import read_day
from web.desk.requests import DeskRequest
from web.planning.charts import Drawing, drawn
from web.planning.days import Asked, read_agenda, read_asked

USUAL = timedelta(weeks=12)
DOORS = (("phone", "Téléphone"), ("web", "Internet"), ("api", "Programmes"))
HEADS = (
    "Semaine du", "Appels reçus", "Répondus", "Taux de réponse (%)", "Durée moyenne (s)",
    *(f"RDV pris : {name.lower()}" for _, name in DOORS), "RDV pris : reprise",
    "Minutes ouvertes", "Minutes prises", "Remplissage (%)", "RDV attendus", "Absents", "Dérogations",
)  # fmt: skip
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Shown:
    """One agenda over one period."""

    asked: Asked
    role: PractitionerRole
    roles: list[PractitionerRole]
    start: date
    end: date
    weeks: list[AgendaWeek]
    calls: list[Figures]
    total: Figures
    delays: list[Delay]


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Twelve weeks unless other days are asked for."""
    shown = _shown(request)
    context = {
        "here": "activity",
        "shown": shown,
        "practice": shown.asked.practice,
        "practices": shown.asked.choice,
        "drawings": _drawings(shown),
        "heads": HEADS,
        "rows": [[french.short_day(row[0]), *("–" if one is None else one for one in row[1:])] for row in _rows(shown)],
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/activity.html", context)


@require_GET
def workbook(request: DeskRequest) -> HttpResponse:
    """The same figures, a line a week."""
    shown = _shown(request)
    book, kept = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Activité")
    sheet.append(list(HEADS))
    for row in _rows(shown):
        sheet.append(row)
    delays = book.create_sheet("Délais")
    delays.append(["Motif", "Jours jusqu'à la troisième place libre"])
    for delay in shown.delays:
        # A name that begins like a formula stays a name.
        delays.append([f" {delay.reason}" if delay.reason[0] in "=+-@" else delay.reason, delay.days])
    book.save(kept)
    headers = {"Content-Disposition": f'attachment; filename="activite-{shown.end}.xlsx"'}
    return HttpResponse(kept.getvalue(), content_type=SHEET, headers=headers)


def _shown(request: DeskRequest) -> Shown:
    asked = read_asked(request)
    check_may(request.actor, Permission.ACTIVITY_READ, asked.practice.id)
    role, roles = read_agenda(request, asked)
    end = read_day(request.GET.get("au"), "au") or asked.today
    start = read_day(request.GET.get("du"), "du") or end - USUAL
    weeks = agenda_weeks(request.actor, role.id, start, end)
    calls = activity(request.actor, start, end, by=By.WEEK, practice_id=asked.practice.id)
    of = dict(calls.periods)
    return Shown(
        asked, role, roles, start, end, weeks, [of.get(week.monday, Figures()) for week in weeks], calls.total,
        third_next_available(request.actor, role.id),
    )  # fmt: skip


def _rows(shown: Shown) -> list[list[Any]]:
    return [
        [
            week.monday,
            calls.received,
            calls.answered,
            _rate(calls.answered, calls.received),
            calls.handling,
            *(week.doors.get(door, 0) for door, _ in DOORS),
            week.doors.get("system", 0),
            week.opened,
            week.taken,
            week.fill,
            week.expected,
            week.missed,
            week.overrides,
        ]
        for week, calls in zip(shown.weeks, shown.calls, strict=True)
    ]


def _drawings(shown: Shown) -> list[Drawing]:
    weeks = [(f"{week.monday:%d/%m}", week) for week in shown.weeks]
    lost = [calls.received - calls.answered for calls in shown.calls]
    made = {name: sum(week.doors.get(door, 0) for week in shown.weeks) for door, name in DOORS}
    opened, taken = (sum(getattr(week, name) for week in shown.weeks) for name in ("opened", "taken"))
    expected, missed = (sum(getattr(week, name) for week in shown.weeks) for name in ("expected", "missed"))
    labels = [label for label, _ in weeks]
    return [
        drawn(
            "appels", "Appels du cabinet",
            _calls(shown.total),
            [(label, (calls.answered, left)) for label, calls, left in zip(labels, shown.calls, lost, strict=True)],
            ("répondus", "manqués et messages vocaux"),
        ),
        drawn(
            "portes", "Rendez-vous pris, par porte",
            ", ".join(f"{name.lower()} : {number}" for name, number in made.items()) + ".",
            [(label, [week.doors.get(door, 0) for door, _ in DOORS]) for label, week in weeks],
            [name.lower() for _, name in DOORS],
        ),
        drawn(
            "remplissage", "Remplissage",
            f"{_rate(taken, opened)} % des heures ouvertes sont prises." if opened else "Aucune heure ouverte.",
            [(label, (week.fill,)) for label, week in weeks], ("part des heures ouvertes",), unit=" %", least_top=100,
        ),
        drawn(
            "absents", "Patients absents",
            f"{french.count(missed, 'absent')} sur {french.count(expected, 'rendez-vous', 'rendez-vous')}.",
            [(label, (week.missed,)) for label, week in weeks], ("absents",),
        ),
        drawn(
            "derogations", "Dérogations",
            french.count(sum(week.overrides for week in shown.weeks), "dérogation") + " à vos règles.",
            [(label, (week.overrides,)) for label, week in weeks], ("posées en plus ou hors des règles",),
        ),
        drawn(
            "delais", "Troisième place libre",
            "En jours à partir de maintenant : ce qu'attend qui appelle aujourd'hui.",
            [(_short(delay.reason), (delay.days,)) for delay in shown.delays], ("jours",), unit=" j",
        ),
    ]  # fmt: skip


def _short(name: str) -> str:
    """What fits under a bar; the table says it whole."""
    return name if len(name) <= 16 else f"{name[:15].rstrip()}…"


def _rate(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _calls(total: Figures) -> str:
    """« 40 reçus, 90 % répondus, 72 s en moyenne. »"""
    if not total.received:
        return "Aucun appel."
    handling = f", {total.handling} s en moyenne" if total.handling is not None else ""
    received = french.count(total.received, "reçu")
    return f"{received}, {_rate(total.answered, total.received)} % répondus{handling}."
