"""Headers and refusals that hold for every answer, whatever the room."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.errors import InvalidInput
from core.problems import answer

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class HardeningMiddleware:
    """No cache keeps an answer, no sensor is opened, no NUL gets past the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        # PostgreSQL refuses NUL with an unexpected error; here it is a bad request that names its place.
        # Answered, not raised: Django hands nobody what is raised here.
        for name, values in (*request.GET.lists(), *((key, [str(v)]) for key, v in _route_values(request))):
            if any("\0" in value for value in (name, *values)):
                field = name.replace("\0", "")
                return answer(request, InvalidInput.at(field, "null-character", "Ce texte contient un caractère nul."))
        return None


def _route_values(request: HttpRequest) -> list[tuple[str, object]]:
    match = request.resolver_match
    return list(match.kwargs.items()) if match else []
