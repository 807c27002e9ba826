"""What somebody does while answering a call is done for that call: the journal says so of every access.

Only in the practice that was called. Comes after the actor's middleware.
"""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from calls.in_hand import CallsInHand

# Where patients are seen; no other page asks.
PLACES = ("/bureau/", "/api/v1/")


class OnACall:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or not _sees_patients(request.path) or not actor.practice_ids:
            return self.get_response(request)
        request.actor = replace(actor, calls=CallsInHand(actor))  # type: ignore[attr-defined]
        return self.get_response(request)


def _sees_patients(path: str) -> bool:
    """What an open page asks by itself says its call itself."""
    return path.startswith(PLACES) and path not in settings.SESSION_UNATTENDED_PATHS
