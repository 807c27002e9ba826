"""What the published description of the API says on top of what the endpoints say themselves."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `type` is stable; `errors` names each refused field.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/slot-taken"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
    },
}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Session cookie after two factors; unsafe methods carry X-CSRFToken."""

    target_class = "core.session_authentication.SignedInSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Every operation may answer a problem document."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "Refus, expliqué par un document de problème.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result


class PublishedDescription(SpectacularAPIView):
    """The same for everybody until the next start: written once, for it takes half a second and anybody may ask."""

    _written: ClassVar[dict[str, tuple[bytes, dict[str, str]]]] = {}

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer
        if renderer.media_type not in self._written:
            described = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
            body = renderer.render(described.data, renderer.media_type, {"view": self, "request": request})
            named = {"Content-Disposition": described["Content-Disposition"]}
            self._written[renderer.media_type] = (
                body,
                {**named, "Content-Type": f"{renderer.media_type}; charset=utf-8"},
            )
        body, headers = self._written[renderer.media_type]
        return HttpResponse(body, headers=headers)
