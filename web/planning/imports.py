"""Taking over an existing agenda and its patients: a trial first, then in earnest, some lines at a time.

The page keeps the lines and sends them by two hundred and fifty: the server holds no file, the progress is what was
really done, and starting again is harmless. Without a script a short file goes whole.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from booking.services import take_over_agenda
from booking.services.take_over import COLUMNS as AGENDA_COLUMNS
from booking.services.take_over import REQUIRED as AGENDA_REQUIRED
from core.errors import DomainError, InvalidInput
from patients.services import take_over_patients
from patients.services.take_over import TWICE
from patients.taking_over import COLUMNS, REQUIRED, Line, Report, Trouble
from practices import queries as practices
from practices.permissions import Permission, check_may
from web.desk.forms import REQUIRED as MUST
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.planning.days import Asked, read_asked
from web.planning.import_files import lines_of

AT_ONCE, WHOLE = 250, 500
KINDS = {"patients": (COLUMNS, REQUIRED), "agenda": (AGENDA_COLUMNS, AGENDA_REQUIRED)}
NAMES = {name: words[0] for columns in (AGENDA_COLUMNS, COLUMNS) for name, words in columns.items()}
TOO_LONG = f"Sans script, au plus {WHOLE} lignes : coupez le fichier."


class ImportForm(forms.Form):
    """What, where, and the word of the practice that these people were informed."""

    kind = forms.ChoiceField(
        label="Que contient le fichier ?", choices=[("patients", "Des patients"), ("agenda", "Des rendez-vous")]
    )
    agenda = forms.TypedChoiceField(label="Agenda, pour des rendez-vous", coerce=UUID)
    file = forms.FileField(
        label="Fichier CSV ou .xlsx", error_messages=MUST, widget=forms.FileInput({"accept": ".csv,.txt,.xlsx"})
    )
    informed = forms.BooleanField(
        label="Ces patients ont été informés par le cabinet de l'enregistrement de leurs données", error_messages=MUST
    )

    def __init__(self, *args: Any, agendas: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agenda"].choices = agendas  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def imports(request: DeskRequest) -> HttpResponse:
    """The page; without a script, the whole of a short file too."""
    asked, form = _asked(request)
    report, trouble, status = None, "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            told = form.cleaned_data
            try:
                lines = list(lines_of(told["file"], *KINDS[told["kind"]]))
                if len(lines) > WHOLE:
                    raise InvalidInput.at("file", "too-long", TOO_LONG)
                report = _write(request, asked, told, lines, is_trial="essai" in request.POST)
                status = 200
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                trouble, status = show_refusal(form, refusal), refusal.status
    context = {
        "here": "openings",
        "practice": asked.practice,
        "form": form,
        "trouble": trouble,
        "report": report,
        "is_trial": "essai" in request.POST,
        "named": [(NAMES.get(one.column, ""), one) for one in (report.troubles + report.conflicts if report else [])],
        "twice": TWICE,
        "columns": {kind: [words[0] for words in columns.values()] for kind, (columns, _) in KINDS.items()},
    }
    return render(request, "planning/imports.html", context, status=status)


@require_POST
def read(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """The lines of a file as the page keeps them, one a line of JSON; nothing is kept here."""
    _, form = _asked(request)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    told = form.cleaned_data
    try:
        lines = lines_of(told["file"], *KINDS[told["kind"]])
    except InvalidInput as refusal:
        return JsonResponse({"errors": {one.field: [one.detail] for one in refusal.errors}}, status=400)
    return StreamingHttpResponse(_as_json(lines), content_type="application/x-ndjson")


@require_POST
def lines(request: DeskRequest) -> JsonResponse:
    """Some lines, tried or written: what became of them."""
    asked = read_asked(request)
    _check_takes_over(request, asked)
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise InvalidInput.at("kind", "unknown-value", "Cette valeur n'est pas dans la liste.")
    if kind == "patients" and not request.POST.get("informed"):
        raise InvalidInput.at("informed", "blank", "Ce champ est obligatoire.")
    told = {"kind": kind, "agenda": _agenda(request, asked)}
    with transaction.atomic():
        report = _write(request, asked, told, _given(request.POST.get("lines", "")), is_trial="essai" in request.POST)
    return JsonResponse(
        {
            "written": report.written,
            "known": report.known,
            "troubles": [_named(one) for one in report.troubles],
            "conflicts": [_named(one) for one in report.conflicts],
            "people": report.people,
        }
    )


def _asked(request: DeskRequest) -> tuple[Asked, ImportForm]:
    asked = read_asked(request)
    _check_takes_over(request, asked)
    roles = practices.practitioner_roles(request.actor, asked.practice.id)
    agendas = [(role.id, f"{role.practitioner.display_name} · {role.location.name}") for role in roles]
    is_post = request.method == "POST"
    return asked, ImportForm(request.POST if is_post else None, request.FILES if is_post else None, agendas=agendas)


def _check_takes_over(request: DeskRequest, asked: Asked) -> None:
    """Whoever both configures the practice and records its patients: its practitioners."""
    for permission in (Permission.PRACTICE_CONFIGURE, Permission.PATIENT_CREATE):
        check_may(request.actor, permission, asked.practice.id)


def _write(
    request: DeskRequest, asked: Asked, told: Mapping[str, Any], given: Sequence[Line], *, is_trial: bool
) -> Report:
    if told["kind"] == "patients":
        return take_over_patients(actor=request.actor, practice_id=asked.practice.id, lines=given, is_trial=is_trial)
    return take_over_agenda(actor=request.actor, practitioner_role_id=told["agenda"], lines=given, is_trial=is_trial)


def _agenda(request: DeskRequest, asked: Asked) -> UUID | None:
    roles = {str(role.id): role.id for role in practices.practitioner_roles(request.actor, asked.practice.id)}
    return roles.get(request.POST.get("agenda", "")) or next(iter(roles.values()), None)


def _given(text: str) -> list[Line]:
    """What the page sent back. Raises InvalidInput."""
    try:
        found = [json.loads(one) for one in text.splitlines() if one.strip()]
        read: list[Line] = [
            (int(number), {str(key): str(value) for key, value in line.items()}) for number, line in found
        ]
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput.at("lines", "unreadable", "Ces lignes ne se lisent pas.") from None
    if len(read) > AT_ONCE:
        raise InvalidInput.at("lines", "too-many", f"Au plus {AT_ONCE} lignes à la fois.")
    return read


def _as_json(found: Iterator[Line]) -> Iterator[str]:
    for number, line in found:
        yield json.dumps([number, line], ensure_ascii=False) + "\n"


def _named(one: Trouble) -> dict[str, Any]:
    return {**asdict(one), "column": NAMES.get(one.column, one.column)}
