"""What each practitioner has asked of patients: read by whoever works for the practice, changed by the practitioner."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from practices import services as practices
from practices.asked_fields import LABELS, AskedField, asked_together
from practices.instructions import instructions_at, instructions_of, may_instruct
from practices.permissions import Permission
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show
from web.office.presenters import instruction_lines


@require_GET
def instructions(request: DeskRequest) -> HttpResponse:
    """Every practitioner of one practice, and what follows for the practice."""
    place = practice_of(request, Permission.INSTRUCTION_READ)
    found = instructions_at(request.actor, place.practice.id)
    together = asked_together(one.asked for one in found)
    return show(
        request,
        "office/instructions.html",
        "instructions",
        place=place,
        lines=instruction_lines(found, [may_instruct(request.actor, one.role) for one in found]),
        together=[LABELS[field] for field in AskedField if field in together],
        refused=[LABELS[field] for field in AskedField if field not in together],
    )


@require_POST
def instruct(request: DeskRequest, practitioner_role_id: UUID) -> HttpResponse:
    """A new version of one practitioner's set."""
    known = instructions_of(request.actor, practitioner_role_id)
    practices.instruct(
        actor=request.actor,
        practitioner_role_id=practitioner_role_id,
        asked=request.POST.getlist("asked"),
        reminders=request.POST.get("reminders") == "1",
    )
    messages.success(request, f"Les consignes de {known.role.practitioner.display_name} sont enregistrées.")
    return redirect(f"{reverse('office:instructions')}?cabinet={known.role.practice_id}")


@require_POST
def wish_online(request: DeskRequest, practitioner_role_id: UUID) -> HttpResponse:
    """ST-08: whether patients book with this practitioner by themselves."""
    known = instructions_of(request.actor, practitioner_role_id)
    wished = request.POST.get("wished") == "1"
    practices.wish_online(actor=request.actor, practitioner_role_id=practitioner_role_id, wished=wished)
    name = known.role.practitioner.display_name
    said = "est ouvert aux rendez-vous en ligne" if wished else "ne prend plus de rendez-vous en ligne"
    messages.success(request, f"L'agenda de {name} {said}.")
    return redirect(f"{reverse('office:instructions')}?cabinet={known.role.practice_id}")
