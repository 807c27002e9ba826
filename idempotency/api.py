"""`@idempotent` for POST endpoints: the header `Idempotency-Key` makes a repeated request harmless."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import InvalidInput
from core.scoping import Actor
from idempotency import services

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 255
KEPT_HEADERS = ("ETag", "Location")
PARAMETER = OpenApiParameter(
    HEADER,
    location=OpenApiParameter.HEADER,
    description="1 à 255 caractères imprimables : la même demande renvoyée avec la même clé n'a qu'un effet (24 h).",
)

Handler = Callable[..., Any]


def idempotent(handler: Handler) -> Handler:
    """Wrap a POST method of an ApiView. Without the header, or without a person, nothing changes.

    A second request with the same key gets the first answer and `Idempotent-Replayed: true`; other
    content 422 `idempotency-key-reused`; one still running 409 `request-in-progress`.
    """

    @wraps(handler)
    def answered_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER)
        actor: Actor | None = getattr(request._request, "actor", None)
        if key is None or actor is None or actor.user_id is None:
            return handler(view, request, *args, **kwargs)
        check_key(key)
        content = b"\n".join((str(request.method).encode(), request.path.encode(), request._request.body))
        # No savepoint: under ATOMIC_REQUESTS a failure rolls the key back with the whole request.
        with transaction.atomic(savepoint=False):
            turn = services.take(actor=actor, key=key, content=content)
            if turn.kept is not None:
                return _replayed(turn.kept)
            response = handler(view, request, *args, **kwargs)
            services.keep(turn, _answer(response))
            return response

    documented: Handler = extend_schema(parameters=[PARAMETER])(answered_once)
    return documented


def check_key(key: str) -> None:
    """Refuse an empty, overlong or unprintable key with the header's name."""
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidInput.at(HEADER, "invalid-idempotency-key", "La clé compte 1 à 255 caractères imprimables.")


def _answer(response: Response) -> services.Answer:
    if response.status_code >= 400:
        raise TypeError("an idempotent endpoint refuses by raising: a returned refusal would keep half an effect")
    content = "" if response.data is None else JSONRenderer().render(response.data).decode()
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return services.Answer(response.status_code, json.dumps({"headers": headers, "content": content}))


def _replayed(answer: services.Answer) -> HttpResponse:
    kept = json.loads(answer.body)
    response = HttpResponse(kept["content"], status=answer.status, content_type="application/json")
    for name, value in {**kept["headers"], REPLAYED: "true"}.items():
        response[name] = value
    return response
