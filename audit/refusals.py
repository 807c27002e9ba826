"""Refused accesses reach the journal: registered with the edge when the application starts."""

from django.http import HttpRequest

from audit import services
from audit.details import CODE
from core.errors import DomainError
from core.scoping import current_actor


def journal_refusal(request: HttpRequest, error: DomainError) -> None:
    """One event per 401, 403 or 404 of somebody signed in: who, which route, which refusal; never an address.

    Strangers are left out: a robot trying addresses would fill the journal; failed sign-ins have
    their own events.
    """
    actor = getattr(request, "actor", None) or current_actor()
    if actor is None:
        return
    match = getattr(request, "resolver_match", None)
    route = match.view_name if match is not None and match.view_name else "unknown"
    route = route.lower().replace(" ", "-")
    services.record_refusal(
        actor=actor,
        error=error,
        details={
            "method": (request.method or "unknown").lower(),
            "route": route if CODE.fullmatch(route) else "unknown",
        },
    )
