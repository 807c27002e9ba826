"""What every endpoint of the API has in common: closed by default, strict fields, pages of results."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.pagination import CursorPagination as KeysetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import errors
from core.moments import UnreadableMoment, read_instant
from core.plain_text import LINES, has_words, visible
from core.scoping import Actor

_WRITTEN_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description='L\'ETag lu, par exemple W/"3".')


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
    """Reads input: unknown fields are refused by name."""

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


class Nothing(StrictSerializer):
    """No field, no parameter: whatever is given is refused by name."""


class StringField(serializers.CharField):
    """A JSON string, as typed: a number in its place is refused, it may have lost something on the way."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        value: str = super().to_internal_value(data)
        return value


class TextField(StringField):
    """Text a person typed: NFC, without invisible marks; a control character is refused by name.

    One line, unless `lines` lets line feeds and tabs through.
    """

    def __init__(self, *, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.kept = LINES if lines else ""
        # NUL is one control character among others and is refused as such.
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def to_internal_value(self, data: Any) -> str:
        typed = super().to_internal_value(data)
        try:
            text = visible(typed.replace("\r\n", "\n"), self.field_name or "", len(typed), self.kept)
        except errors.InvalidInput as refused:
            raise serializers.ValidationError(refused.errors[0].detail, code=refused.errors[0].code) from None
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class ReasonField(TextField):
    """Why, in words: `core.plain_text.clean_reason` is the same rule for the services."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lines=True, **options)

    def to_internal_value(self, data: Any) -> str:
        reason = super().to_internal_value(data)
        if not has_words(reason):
            raise serializers.ValidationError("Indiquez pourquoi, avec des mots.", code="no-words")
        return reason


class IdField(serializers.UUIDField):
    """A UUID as the API writes it: 36 characters; neither a number, nor braces, nor a `urn:`."""

    def to_internal_value(self, data: Any) -> UUID:
        if not (isinstance(data, str) and _WRITTEN_ID.fullmatch(data)):
            self.fail("invalid", value="")
        return UUID(data)


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field[datetime, Any, str, Any]):
    """RFC 3339 with an offset."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise serializers.ValidationError("Donnez un texte.", code="invalid-datetime")
        try:
            return self._read(data)
        except UnreadableMoment as error:
            raise serializers.ValidationError(error.detail, code=error.code) from None

    def _read(self, text: str) -> datetime | date:
        return read_instant(text)

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class YesNoField(serializers.BooleanField):
    """JSON's true and false; "yes", "on" and 1 are refused."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class YesNoInAddressField(YesNoField):
    """`true` or `false`, written in an address."""

    def to_internal_value(self, data: Any) -> bool:
        return super().to_internal_value(
            {"true": True, "false": False}.get(data, data) if isinstance(data, str) else data
        )


class CountField(serializers.IntegerField):
    """A JSON integer: "1", 1.0 and true are refused."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class CountInAddressField(CountField):
    """Digits, written in an address."""

    def to_internal_value(self, data: Any) -> int:
        is_count = isinstance(data, str) and _DIGITS.fullmatch(data)
        return super().to_internal_value(int(data) if is_count else data)


class OneOf(serializers.ChoiceField):
    """A closed list; its refusal does not repeat what was sent."""

    default_error_messages = {"invalid_choice": "Cette valeur n'est pas dans la liste."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input="")
        return super().to_internal_value(data)


def read(serializer: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """The validated values of `data`; raises a problem that names each wrong field."""
    values: dict[str, Any] = _reader(serializer).run_validation(data)
    return values


@cache
def _reader(serializer: type[StrictSerializer]) -> StrictSerializer:
    """One for all requests: making its fields takes longer than reading with them, and reading leaves nothing there."""
    return serializer()


def query_of(params: QueryDict, *, repeatable: tuple[str, ...] = ()) -> dict[str, Any]:
    """The parameters of an address; one given twice is refused unless it is `repeatable`."""
    values: dict[str, Any] = {}
    for name, given in params.lists():
        if name in repeatable:
            values[name] = given
        elif len(given) == 1:
            values[name] = given[0]
        else:
            raise errors.InvalidInput.at(name[:60], "duplicate-key", "Ce paramètre est donné deux fois.")
    return values


def no_parameters(request: Request) -> None:
    """For addresses that say everything in their path. Raises a problem that names what was added."""
    read(Nothing, query_of(request.query_params))


def seen_version(request: Request) -> int | None:
    """The version in `If-Match`; none given or `*` accepts whatever is there. Raises InvalidInput."""
    given = request.headers.get("If-Match", "").strip()
    if given in ("", "*"):
        return None
    digits = given.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise errors.InvalidInput.at("If-Match", "invalid-etag", "Donnez l'ETag lu auparavant.")
    return int(digits)
