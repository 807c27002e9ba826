"""Reading what is owed and accepting it with one tick a text; reading again what was accepted."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from consent import charter_queries, charter_services
from consent.models import Charter
from core.errors import DomainError
from web.account.destinations import wanted
from web.desk.requests import DeskRequest


@require_http_methods(["GET", "POST"])
def accept(request: DeskRequest) -> HttpResponse:
    """Each text with its version and its tick; the tick carries the digest of what was shown."""
    owed = charter_queries.owed(request.actor)
    if request.method == "GET":
        return _page(request, owed) if owed else HttpResponseRedirect(wanted(request))
    trouble: DomainError | None = None
    for text in owed:
        digest = request.POST.get(f"lu-{text.id}", "")
        if not digest:
            continue
        try:
            with transaction.atomic():
                charter_services.accept_charter(actor=request.actor, charter_id=text.id, sha256=digest)
        except DomainError as refused:
            trouble = refused
    left = charter_queries.owed(request.actor)
    if not left:
        return HttpResponseRedirect(wanted(request))
    return _page(request, left, trouble=trouble, asked=True, status=trouble.status if trouble else 400)


@require_GET
def texts(request: DeskRequest) -> HttpResponse:
    """What I accepted, word for word, and what I may publish."""
    return render(
        request,
        "charter/texts.html",
        {
            "accepted": charter_queries.acceptances_of(request.actor),
            "publishers": charter_queries.publishers(request.actor),
        },
    )


def _page(request: DeskRequest, owed: list[Charter], *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "charter/accept.html", {"owed": owed, "suite": wanted(request), **context}, status=status)
