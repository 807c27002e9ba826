"""Moving a visit from the planning: by the form, which every keyboard has, or by dragging it; the same verb."""

from datetime import date, datetime, time
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from booking import services as booking
from booking.local_time import instant
from core.errors import DomainError, InvalidInput
from practices.queries import role_in
from web.desk.call_state import read_id, read_version
from web.desk.requests import DeskRequest
from web.desk.views.appointments import Face, move_at, said
from web.planning.board import day_url, week_url

HERE = Face("planning/base.html", "agenda", "planning:appointment-move", "planning:appointment")
WITH_FORM = frozenset({"consigne-unanswered"})


@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """The times that are offered, and the move."""
    return move_at(request, appointment_id, HERE)


@require_POST
def drag(request: DeskRequest, appointment_id: UUID) -> JsonResponse:
    """Let go somewhere: `url` of the planning as it now is, or `said`, why it went back, and perhaps the `form`.

    `debut` is what the clocks of the place show (a browser elsewhere has its own).
    """
    role = role_in(request.actor, read_id(request.POST.get("agenda"), "agenda") or appointment_id)
    day, wall = _read_start(request.POST.get("debut", ""))
    try:
        booking.move_appointment(
            actor=request.actor,
            appointment_id=appointment_id,
            start=instant(day, wall, role.location.timezone),
            practitioner_role_id=role.id,
            expected_version=read_version(request),
        )
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        form = reverse("planning:appointment-move", args=[appointment_id]) if refusal.code in WITH_FORM else ""
        return JsonResponse({"said": said(refusal), "form": form}, status=refusal.status)
    by_week = request.POST.get("vue") == "semaine"
    url = week_url(role.practice_id, day, role.id) if by_week else day_url(role.practice_id, day)
    return JsonResponse({"url": f"{url}&fait=deplace"})


def _read_start(text: str) -> tuple[date, time]:
    try:
        start = datetime.fromisoformat(text)
        if start.tzinfo is not None or not 2000 <= start.year <= 2200:
            raise ValueError
    except ValueError:
        raise InvalidInput.at("debut", "invalid-start", "Cette heure n'existe pas.") from None
    return start.date(), start.time()
