"""Who acts in this request: built once from the session, carried by every transaction of the request."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from accounts.sessions import SessionStore
from core.scoping import Actor, Channel, acting_as
from practices.queries import actor_for

API = "/api/"


class ActorMiddleware:
    """Sets `request.actor`: an Actor once both factors have passed, None before. Comes after the sign-in middleware.

    Rights are read at every request, so a revoked mandate or a suspended person stops at the next one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = _actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        with acting_as(actor):
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    row = cast(SessionStore, request.session).row
    if row is None or not row.signed_in:
        return None
    return actor_for(
        request.user.pk,
        session_id=row.id,
        step_up_until=row.step_up_until,
        channel=Channel.API if request.path.startswith(API) else Channel.PHONE,
    )
