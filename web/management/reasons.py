"""A visit reason in full: its times, its doors, the agendas that offer it; or no longer proposed at all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.errors import DomainError, NotFound
from practices.queries import practitioner_roles, visit_reasons
from practices.services import withdraw_visit_reason
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.management.access import managed_at
from web.management.forms_reason import ReasonForm, keep_reason


@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, practice_id: UUID, reason_id: UUID) -> HttpResponse:
    """The terms for the future: visits already booked keep theirs."""
    managed = managed_at(request, practice_id)
    reason = next((one for one in visit_reasons(request.actor, practice_id) if one.id == reason_id), None)
    if reason is None:
        raise NotFound()
    if "retirer" in request.POST:
        withdraw_visit_reason(actor=request.actor, visit_reason_id=reason_id)
        messages.success(request, f"« {reason.name} » n'est plus proposé ; ses rendez-vous restent.")
        return redirect("management:step", practice_id, "motifs")
    roles = list(practitioner_roles(request.actor, practice_id))
    typed = request.POST if request.method == "POST" else None
    form = ReasonForm(typed, roles=roles, initial=ReasonForm.known(reason))
    trouble, status = "", 200
    if typed is not None:
        status = 400
        if form.is_valid():
            try:
                keep_reason(request.actor, reason, form)
                messages.success(request, f"« {form.cleaned_data['name']} » est enregistré.")
                return redirect("management:step", practice_id, "motifs")
            except DomainError as refusal:
                trouble, status = show_refusal(form, refusal), refusal.status
    context = {"here": "home", "managed": managed, "reason": reason, "form": form, "trouble": trouble}
    return render(request, "management/reason.html", context, status=status)
