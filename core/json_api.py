"""What every endpoint of the API has in common: who is asking, strict JSON, strict fields, pages of results."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn
from unicodedata import normalize

from django.http import HttpRequest, HttpResponse
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.pagination import CursorPagination as KeysetPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import errors, problems
from core.scoping import Actor

MAX_BODY_BYTES = 262_144
MAX_DEPTH = 16


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
    if check.process_view(request, None, (), {}):
        raise problems.CsrfRefused


class ApiView(APIView):
    """Closed by default: without a signed-in person every method answers 401, unless `public` says otherwise."""

    public = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.public and getattr(request._request, "actor", None) is None:
            raise errors.Unauthenticated

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor


class CursorPagination(KeysetPagination):
    """Lists as `{"results": [...], "next": address or null}`; the cursor holds a position, never a search term."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})


class StrictJSONParser(JSONParser):
    """JSON without surprises: no duplicate key, no NaN, no lone surrogate, bounded size and depth."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise errors.TooLarge
        try:
            text = raw.decode("utf-8")
            _check_depth(text)
            value = json.loads(text, object_pairs_hook=_unique_pairs, parse_constant=_refuse_constant)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeError:
            raise errors.InvalidInput.at("body", "invalid-encoding", "Le corps doit être de l'UTF-8 valide.") from None
        except (ValueError, RecursionError):
            raise errors.InvalidInput.at("body", "invalid-json", "Le corps n'est pas du JSON valide.") from None
        if not isinstance(value, dict):
            raise errors.InvalidInput.at("body", "not-an-object", "Le corps doit être un objet JSON.")
        return value


def _check_depth(text: str) -> None:
    depth = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        if depth > MAX_DEPTH:
            raise errors.InvalidInput.at("body", "too-deep", "Le corps contient trop de niveaux.")


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise errors.InvalidInput.at(twice[:60], "duplicate-key", "Ce champ est donné deux fois.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


class StrictSerializer(serializers.Serializer[Any]):
    """Reads input: unknown fields are refused by name, text is NFC and free of control characters."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {
                        str(name)[:60]: serializers.ErrorDetail("Champ inconnu.", code="unknown-field")
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


class TextField(serializers.CharField):
    """Text a person typed: NFC, no control or invisible direction character except the line feed."""

    def to_internal_value(self, data: Any) -> str:
        value: str = normalize("NFC", super().to_internal_value(data))
        if any((ord(c) < 32 and c not in "\n\t") or ord(c) == 127 for c in value):
            raise serializers.ValidationError("Ce texte contient un caractère interdit.", code="control-character")
        return value


def read(serializer: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """The validated values of `data`; raises a problem that names each wrong field."""
    checked = serializer(data=data)
    checked.is_valid(raise_exception=True)
    values: dict[str, Any] = checked.validated_data
    return values
