"""What messages left to do: what failed, what nobody is sure of, what somebody answered that a person must read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking.measures import visits_to_ring_about
from core.errors import Conflict
from notifications import services
from notifications.queries import OpenedReply, left_to_do, open_reply
from patients.queries import patient_lines
from web.desk.presenters.attendance import to_ring
from web.desk.presenters.follow_ups import follow_up_card, opened_card
from web.desk.requests import DeskRequest

SAID = {
    "called_back": "C'est noté : la personne est rappelée.",
    "done": "C'est noté : c'est réglé.",
}


@require_GET
def follow_ups(request: DeskRequest) -> HttpResponse:
    """Every line that waits, at all the practices of this person, oldest first."""
    return _show(request)


@require_POST
def settle(request: DeskRequest, follow_up_id: UUID) -> HttpResponse:
    """Called back, or done."""
    settled_as = request.POST.get("regle", "")
    try:
        services.settle_follow_up(actor=request.actor, follow_up_id=follow_up_id, settled_as=settled_as)
    except Conflict as refusal:
        return _show(request, trouble=refusal)
    messages.success(request, SAID.get(settled_as, SAID["done"]))
    return redirect("desk:follow-ups")


@require_POST
def resend(request: DeskRequest, follow_up_id: UUID) -> HttpResponse:
    """The same message once more, by the channel chosen."""
    try:
        services.resend(actor=request.actor, follow_up_id=follow_up_id, channel=request.POST.get("canal", ""))
    except Conflict as refusal:
        return _show(request, trouble=refusal)
    messages.success(request, "Le message repart par la voie choisie.")
    return redirect("desk:follow-ups")


@require_POST
def read(request: DeskRequest, follow_up_id: UUID) -> HttpResponse:
    """What somebody answered, opened and journalled; its line stays until it is settled."""
    return _show(request, opened=open_reply(request.actor, follow_up_id))


def _show(request: DeskRequest, *, opened: OpenedReply | None = None, trouble: Conflict | None = None) -> HttpResponse:
    lines = [follow_up_card(line) for line in left_to_do(request.actor)]
    visits = visits_to_ring_about(request.actor)
    people = patient_lines(request.actor, {one.patient_id for one in visits})
    context = {
        "here": "follow-ups",
        "to_ring": [to_ring(one, people[one.patient_id]) for one in visits if one.patient_id in people],
        "lines": lines,
        "opened": opened_card(opened) if opened else None,
        "trouble": trouble,
    }
    return render(request, "desk/follow_ups.html", context, status=trouble.status if trouble else 200)
