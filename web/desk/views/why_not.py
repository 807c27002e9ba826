"""« Pourquoi pas ? » : why a time that a caller asks for is not in the list."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking import queries as booking
from booking.local_time import NonexistentLocalTime, instant
from core import clock
from core.errors import InvalidInput, NotFound
from practices import queries as practices
from practices.models import PractitionerRole
from web.desk.call_screen import call_links, show_call
from web.desk.call_state import CallState, read_id, read_state
from web.desk.presenters.why_not import AGENDA, Answer, WhyNotForm, answer_of, panel
from web.desk.requests import DeskRequest


@require_GET
def why_not(request: DeskRequest, practice_id: UUID, call_id: UUID) -> HttpResponse:
    """The reasons against one time, or the form again with what is wrong in it. Reads only."""
    state = read_state(request, practice_id, call_id)
    if state.reason is None:
        raise InvalidInput.at("motif", "required", "Choisissez un motif.")
    roles = list(practices.practitioner_roles(request.actor, practice_id))
    asked = read_id(request.GET.get(AGENDA), "praticien")
    if asked is not None and asked not in {role.id for role in roles}:
        raise NotFound()
    form = WhyNotForm(roles, request.GET)
    shown = panel(state, roles, form, _answer(request, state, form, roles))
    status = 400 if form.errors else 200
    if request.htmx.target == "pourquoi":
        context = {"why_not": shown, "links": call_links(state), "reason": {"id": state.reason}}
        return render(request, "desk/parts/why_not.html", context, status=status)
    return show_call(request, state, status=status, why_not=shown)


def _answer(
    request: DeskRequest, state: CallState, form: WhyNotForm, roles: Sequence[PractitionerRole]
) -> Answer | None:
    """None while the form has errors."""
    if not form.is_valid() or state.reason is None:
        return None
    role = next(role for role in roles if str(role.id) == form.cleaned_data["agenda"])
    try:
        start = instant(form.cleaned_data["day"], form.cleaned_data["hour"], role.location.timezone)
    except NonexistentLocalTime:
        form.add_error("hour", "Cette heure n'existe pas ce jour-là (changement d'heure).")
        return None
    found = booking.explain(
        request.actor,
        visit_reason_id=state.reason,
        practitioner_role_id=role.id,
        start=start,
        patient_id=state.patient,
    )
    return answer_of(found, roles, clock.now())
