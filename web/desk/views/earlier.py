"""« Prévenir si plus tôt », asked on the phone: the same list as on the web, in the same order; and its answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from booking import queries as booking
from notifications.calling import answer_by_phone
from online.services import revoke_links, stop_wishing, wish_earlier
from web import french
from web.desk.requests import DeskRequest


@require_POST
def earlier(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """Put the visit on the list, or take it off."""
    visit = booking.appointment(request.actor, appointment_id)
    act = stop_wishing if request.POST.get("stop") else wish_earlier
    act(actor=request.actor, practice_id=visit.practice_id, appointment_id=visit.id)
    return redirect("desk:appointment", visit.id)


@require_POST
def answer(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """What the patient said of the hour kept for them."""
    accepted = request.POST.get("reponse") == "oui"
    if not answer_by_phone(actor=request.actor, appointment_id=appointment_id, accepted=accepted):
        messages.error(request, "Cette place n'est plus possible : le rendez-vous n'a pas bougé, son rang est gardé.")
    return redirect("desk:appointment", appointment_id)


@require_POST
def revoke(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """A link read by somebody it was not for: every link of this visit stops answering."""
    visit = booking.appointment(request.actor, appointment_id)
    ended = revoke_links(actor=request.actor, practice_id=visit.practice_id, appointment_id=visit.id)
    said = french.count(ended, "lien ne répond plus", "liens ne répondent plus")
    messages.success(request, f"{said}. Le prochain message en portera un nouveau.")
    return redirect("desk:appointment", visit.id)
