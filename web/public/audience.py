"""Counting the visits of public pages, only with a yes, and only what cannot name anybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from privacy.models.audience_count import Equipment
from privacy.services.audience import count_visit
from web.public.cookies import AUDIENCE, accepts

COUNTED = "public"  # the namespace of the pages that are counted
TITLES = {
    "public:privacy": "Confidentialité",
    "public:practice-notice": "Textes d'un cabinet",
    "public:legal": "Mentions légales",
    "public:accessibility": "Accessibilité",
    "public:cookies": "Cookies",
}


class AudienceMiddleware:
    """After the answer is made: the name of the route goes up by one. Nobody signed in is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.AUDIENCE_MEASUREMENT and response.status_code == 200 and _is_a_visit(request):
            match = request.resolver_match
            if match is not None and match.namespace == COUNTED and accepts(request, AUDIENCE):
                count_visit(page=match.view_name, equipment=_equipment(request))
        return response


def _is_a_visit(request: HttpRequest) -> bool:
    return request.method == "GET" and getattr(request, "actor", None) is None


def _equipment(request: HttpRequest) -> Equipment:
    """Two kinds, no more: a finer one would begin to tell people apart."""
    return Equipment.PHONE if "Mobi" in request.headers.get("User-Agent", "") else Equipment.COMPUTER
