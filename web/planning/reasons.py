"""What online patients may book and read: the practice's visit reasons, for a practitioner who configures it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError, NotFound
from practices.permissions import Permission, check_may
from practices.queries import practitioner_roles, visit_reason_in, visit_reasons
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.management.forms_reason import ReasonForm, keep_reason
from web.planning.days import read_asked

DONE = {"fait": "C'est enregistré : cela vaut pour les prochains rendez-vous."}


@require_GET
def reasons(request: DeskRequest) -> HttpResponse:
    """Each reason, the doors it is booked by and what patients read of it."""
    asked = read_asked(request)
    check_may(request.actor, Permission.PRACTICE_CONFIGURE, asked.practice.id)
    context = {
        "here": "openings",
        "practice": asked.practice,
        "reasons": list(visit_reasons(request.actor, asked.practice.id)),
        "done": DONE.get(request.GET.get("fait", ""), ""),
    }
    return render(request, "planning/reasons.html", context)


@require_http_methods(["GET", "POST"])
def reason(request: DeskRequest, reason_id: UUID) -> HttpResponse:
    """One reason in full: visits already booked keep theirs."""
    found = visit_reason_in(request.actor, reason_id)
    check_may(request.actor, Permission.PRACTICE_CONFIGURE, found.practice_id)
    if not found.is_active:
        raise NotFound()
    back = f"{reverse('planning:reasons')}?cabinet={found.practice_id}"
    typed = request.POST if request.method == "POST" else None
    roles = list(practitioner_roles(request.actor, found.practice_id))
    form = ReasonForm(typed, roles=roles, initial=ReasonForm.known(found))
    trouble, status = "", 200
    if typed is not None:
        status = 400
        if form.is_valid():
            try:
                keep_reason(request.actor, found, form)
                return redirect(f"{back}&fait=fait")
            except DomainError as refusal:
                trouble, status = show_refusal(form, refusal), refusal.status
    context = {"here": "openings", "reason": found, "form": form, "trouble": trouble, "back_url": back}
    return render(request, "planning/reason.html", context, status=status)
