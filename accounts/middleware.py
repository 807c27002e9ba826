"""Closed by default: who is not signed in with both factors meets the sign-in page or 401."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.sessions import SessionStore
from core.errors import Unauthenticated
from core.problems import answer

View = Callable[[HttpRequest], HttpResponse]


class SessionPolicy:
    """Drops what may no longer act: an ended session, a suspended person, a session without its second factor.

    The engine has already refused sessions that are idle (30 min) or too old (10 h), and Django's
    backend people who are not active; here the request is made anonymous and a live session is
    marked as seen. Two statements: session, user.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if isinstance(session, SessionStore) and session.session_key is not None:
            if not request.user.is_authenticated:
                if session.row is not None and session.row.signed_in:
                    # Suspended, closed or changed since: the row must not survive its owner's rights.
                    session.flush()
            elif session.row is None or not session.row.signed_in:
                request.user = AnonymousUser()
            elif request.path not in settings.SESSION_UNATTENDED_PATHS:
                session.touch()
        return self.get_response(request)


class SignedInOnly:
    """Lets strangers reach `settings.SIGN_IN_PUBLIC_PATHS` and nothing else, not even an unknown address."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_public(request.path) or request.user.is_authenticated:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return answer(request, Unauthenticated())
        return _to_sign_in(request)


def is_public(path: str) -> bool:
    return path in settings.SIGN_IN_PUBLIC_PATHS or path.startswith(tuple(settings.SIGN_IN_PUBLIC_PREFIXES))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    query: dict[str, str] = {}
    if request.method == "GET" and not request.headers.get("HX-Request"):
        query["suite"] = request.path
    if getattr(request.session, "ended", False):
        query["fin"] = "1"
    address = settings.LOGIN_URL + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("HX-Request"):
        # A redirect would be followed by the script and the form swapped into a fragment.
        response = HttpResponse(status=401)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
