"""The charter first: whoever owes a text of their organisation meets it, and nothing else (CH-21, ST-19)."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.middleware import is_public
from consent.errors import CharterRequired
from core.problems import answer

View = Callable[[HttpRequest], HttpResponse]


class CharterFirst:
    """Comes after the actor's middleware. Whether something is owed was read with the rights: no statement of its own.

    What strangers may reach stays open (signing out, the pages on one's rights), and `settings.CHARTER_FREE_PATHS`:
    one's own data after death, and the alarm of whoever lost their account.
    The API answers `charter-required`, pages lead to the charter.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or not actor.owing or is_free(request.path):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return answer(request, CharterRequired())
        return _to_charter(request)


def is_free(path: str) -> bool:
    """Whether somebody who owes a text may go there."""
    return is_public(path) or path in settings.CHARTER_FREE_PATHS


def _to_charter(request: HttpRequest) -> HttpResponse:
    wanted = {"suite": request.path} if request.method == "GET" and not request.headers.get("HX-Request") else {}
    address = settings.CHARTER_URL + (f"?{urlencode(wanted)}" if wanted else "")
    if request.headers.get("HX-Request"):
        # A redirect would be followed by the script and the page swapped into a fragment.
        response = HttpResponse(status=403)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
