"""What every endpoint of the API has in common: closed by default, strict fields, pages of results."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from rest_framework import serializers
from rest_framework.pagination import CursorPagination as KeysetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import errors
from core.scoping import Actor


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
