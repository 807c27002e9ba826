"""The register of incidents: the clock of each, declaring one, and what is done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import DomainError, Forbidden
from practices import queries as practices
from practices.permissions import Permission, practices_where
from practices.territory import secretariat_names
from privacy import incident_queries
from privacy.incident_access import handled_secretariats
from privacy.incident_queries import line_of
from privacy.models import Incident
from privacy.services import incidents as services
from web.desk.requests import DeskRequest
from web.office.access import show
from web.office.forms_incident import AssessmentForm, DeclarationForm, NotificationForm, PersonsToldForm

HERE = "incidents"
STEPS: dict[str, tuple[type[Form], Callable[..., Incident], str]] = {
    "evaluer": (AssessmentForm, services.assess_incident, "Évaluation enregistrée."),
    "notifier": (NotificationForm, services.note_notification, "Notification enregistrée."),
    "informer": (PersonsToldForm, services.note_persons_told, "Information des personnes enregistrée."),
    "clore": (Form, services.close_incident, "Incident clos."),
}


@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponse:
    """Every incident with its hours, those that run out first; and a new one."""
    places = _places(request)
    if not places:
        raise Forbidden
    if request.method == "GET":
        return _register(request, DeclarationForm(places))
    form = DeclarationForm(places, request.POST)
    if not form.is_valid():
        return _register(request, form, status=400)
    kind, _, identifier = form.cleaned_data.pop("place").partition(":")
    practice, secretariat = (UUID(identifier), None) if kind == "practice" else (None, UUID(identifier))
    try:
        with transaction.atomic():
            made = services.declare_incident(
                actor=request.actor, practice_id=practice, secretariat_id=secretariat, **form.cleaned_data
            )
    except DomainError as refused:
        return _register(request, _marked(form, refused), status=refused.status)
    messages.success(request, "Incident inscrit au registre.")
    return redirect("office:incident", made.id)


@require_http_methods(["GET", "POST"])
def one(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """One incident: its clock, its texts, and each step in its own form."""
    incident = incident_queries.incident_in(request.actor, incident_id)
    if request.method == "GET":
        return _page(request, incident, {})
    step = request.POST.get("etape", "")
    if step not in STEPS:
        return _page(request, incident, {}, status=400)
    shape, act, done = STEPS[step]
    form = shape(request.POST)
    if not form.is_valid():
        return _page(request, incident, {step: form}, status=400)
    try:
        with transaction.atomic():
            act(actor=request.actor, incident_id=incident_id, **form.cleaned_data)
    except DomainError as refused:
        return _page(request, incident, {step: _marked(form, refused)}, status=refused.status, trouble=refused)
    messages.success(request, done)
    return redirect("office:incident", incident_id)


def _register(request: DeskRequest, form: DeclarationForm, *, status: int = 200) -> HttpResponse:
    lines = incident_queries.incidents_of(request.actor)
    alarms = [line for line in lines if line.is_alarm]
    return show(request, "office/incidents.html", HERE, status=status, lines=lines, alarms=alarms, form=form)


def _page(
    request: DeskRequest, incident: Incident, bound: dict[str, Form], *, status: int = 200, **more: Any
) -> HttpResponse:
    texts = incident_queries.open_texts(request.actor, incident)
    known = {
        "risk": incident.risk, "natures": incident.natures, "categories": incident.categories,
        "persons_count": incident.persons_count, "consequences": texts.consequences, "measures": texts.measures,
    }  # fmt: skip
    return show(
        request,
        "office/incident.html",
        HERE,
        status=status,
        line=line_of(incident, clock.now()),
        texts=texts,
        assessment=bound.get("evaluer") or AssessmentForm(initial=known),
        notification=bound.get("notifier") or NotificationForm(),
        told=bound.get("informer") or PersonsToldForm(),
        **more,
    )


def _places(request: DeskRequest) -> list[tuple[str, str]]:
    """The organisations whose incidents the person handles."""
    allowed = practices_where(request.actor, Permission.INCIDENT_HANDLE)
    found = [
        (f"practice:{practice.id}", practice.name)
        for practice in practices.practices_of(request.actor)
        if practice.id in allowed
    ]
    names = secretariat_names(handled_secretariats(request.actor))
    return found + [(f"secretariat:{key}", name) for key, name in names.items()]


def _marked(form: Any, refused: DomainError) -> Any:
    """The refusal beside the fields it names."""
    for reason in refused.errors:
        form.add_error(reason.field if reason.field in form.fields else None, reason.detail)
    return form
