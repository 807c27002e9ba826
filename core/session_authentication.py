"""Who is asking, for the API: the person whose session has passed the second factor, with CSRF checked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from core.errors import CsrfRefused


class SignedInSession(BaseAuthentication):
    """The person whose session has passed the second factor (decided by the middleware), with CSRF checked."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        http: HttpRequest = request._request
        if getattr(http, "actor", None) is None:
            return None
        check_csrf(http)
        return http.user, None

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="permanence"'


def check_csrf(request: HttpRequest) -> None:
    """Refuse an unsafe request without its CSRF token; DRF exempts its views from Django's own check."""
    check = CSRFCheck(lambda _: HttpResponse())
    check.process_request(request)
    if check.process_view(request, _unused_view, (), {}):
        raise CsrfRefused


def _unused_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
