"""Rights requests at the office: the list with its clocks, writing one down, the page of one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import can_act_delicately
from core.errors import DomainError, VersionMismatch
from practices.permissions import Permission
from privacy.rights_queries import open_request, requests_of
from privacy.services.letters import open_letter
from privacy.services.receive import receive_request
from web.desk.forms import show_refusal
from web.desk.requests import DeskRequest
from web.office.access import practice_of, show
from web.office.request_forms import RequestForm
from web.office.request_presenter import page, row

HERE = "requests"
_WRITTEN = ("data_concerned", "note", "more", "recipients")
_TICKED = ("grounds", "parts", "purposes")
DONE = {
    "recue": "La demande est enregistrée et l'accusé de réception écrit.",
    "fait": "C'est fait.",
    "repondue": "La réponse est écrite.",
}


@require_GET
def requests(request: DeskRequest) -> HttpResponse:
    """Those to answer first, the nearest term above."""
    place = practice_of(request, Permission.REQUEST_HANDLE)
    rows = [row(line) for line in requests_of(request.actor, place.practice.id)]
    return show(request, "office/requests.html", HERE, place=place, rows=rows)


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Write down what came by post, by e-mail or at the desk."""
    place = practice_of(request, Permission.REQUEST_RECEIVE)
    form = RequestForm(request.POST or None)
    trouble, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                found = receive_request(actor=request.actor, practice_id=place.practice.id, asked=form.asked())
            except DomainError as refusal:
                if refusal.status in (403, 404):
                    raise
                trouble, status = show_refusal(form, refusal), refusal.status
            else:
                return redirect(reverse("office:request", args=[found.id]) + "?fait=recue")
    return show(request, "office/request_new.html", HERE, place=place, form=form, trouble=trouble, status=status)


@require_GET
def request_page(request: DeskRequest, request_id: UUID) -> HttpResponse:
    return show_request(request, request_id)


def show_request(
    request: DeskRequest, request_id: UUID, *, status: int = 200, refusal: DomainError | None = None, **more: Any
) -> HttpResponse:
    """One request, its steps, and what was typed when something was refused."""
    context = page(open_request(request.actor, request_id))
    return show(
        request,
        "office/request.html",
        HERE,
        status=refusal.status if refusal else status,
        at=context["file"].line.request.practice_id,
        trouble=refusal,
        typed=request.POST.dict() if refusal else {},
        ticked=[code for name in _TICKED for code in request.POST.getlist(name)] if refusal else [],
        is_stale=isinstance(refusal, VersionMismatch),
        # Shown even where the form they were typed in has no reason to be any more.
        kept_words=[words for name in _WRITTEN if (words := request.POST.get(name, "").strip())],
        is_own_decision=context["file"].line.request.decided_by_id == request.actor.user_id,
        needs_code=not can_act_delicately(request.actor),
        done=DONE.get(request.GET.get("fait", ""), ""),
        **{**context, "candidates": [], "hint": "", "typed_terms": "", "set_aside": "", **more},
    )


@require_GET
def letter(request: DeskRequest, request_id: UUID, letter_id: UUID) -> HttpResponse:
    """One letter, word for word, to be read or printed."""
    found, text = open_letter(actor=request.actor, request_id=request_id, letter_id=letter_id)
    context: dict[str, Any] = {"letter": found, "paragraphs": text.split("\n\n"), "request_id": request_id}
    return show(request, "office/letter.html", HERE, at=found.practice_id, **context)
