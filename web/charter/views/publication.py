"""Publishing the next version of a text: its people accept it at their next request."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consent import charter_queries, charter_services
from consent.charters import Organisation
from consent.models import CharterKind
from core.errors import DomainError, NotFound
from web.desk.requests import DeskRequest


@require_http_methods(["GET", "POST"])
def publish(request: DeskRequest, organisation_id: UUID, kind: str) -> HttpResponse:
    """The text in force, to be changed and published."""
    own = request.actor.practice_ids
    organisation = (
        Organisation(practice_id=organisation_id)
        if organisation_id in own
        else Organisation(secretariat_id=organisation_id)
    )
    charter_queries.check_may_publish(request.actor, organisation)
    if kind not in CharterKind.values:
        raise NotFound
    present = next((one for one in charter_queries.in_force(organisation) if one.kind == kind), None)
    context = {"kind": CharterKind(kind), "present": present, "text": present.text if present else ""}
    if request.method == "GET":
        return render(request, "charter/publish.html", context)
    typed = request.POST.get("text", "")
    try:
        made = charter_services.publish_charter(actor=request.actor, organisation=organisation, kind=kind, text=typed)
    except DomainError as refused:
        again = {**context, "text": typed, "trouble": refused}
        return render(request, "charter/publish.html", again, status=refused.status)
    messages.success(request, f"Version {made.version} publiée : elle sera demandée à chacun dès sa prochaine page.")
    return redirect("charter:texts")
