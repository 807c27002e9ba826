"""Charters by the API: what is owed, accepting it, and the versions an organisation publishes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consent import charter_queries, charter_services
from consent.charters import Organisation
from consent.models import CharterKind
from consent.models.charter import MAX_CHARTER
from core.json_api import (
    ApiView,
    IdField,
    InstantField,
    OneOf,
    StrictSerializer,
    StringField,
    TextField,
    no_parameters,
    query_of,
    read,
)
from idempotency.api import idempotent


class OrganisationInput(StrictSerializer):
    """`?practice=` or `?secretariat=`."""

    practice = IdField(required=False)
    secretariat = IdField(required=False)


class CharterInput(OrganisationInput):
    kind = OneOf(choices=CharterKind.values)
    text = TextField(max_length=MAX_CHARTER, lines=True)
    effective_at = InstantField(required=False)


class AcceptanceInput(StrictSerializer):
    """`sha256`: the digest of the text that was shown."""

    charter = IdField()
    sha256 = StringField(max_length=64)


class CharterOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id", allow_null=True)
    secretariat = serializers.UUIDField(source="secretariat_id", allow_null=True)
    kind = serializers.CharField()
    charter_version = serializers.IntegerField(source="version")
    text = serializers.CharField()
    sha256 = serializers.CharField()
    effective_at = serializers.DateTimeField()


class AcceptanceOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    charter = serializers.UUIDField(source="charter_id")
    charter_version = serializers.IntegerField(source="version")
    sha256 = serializers.CharField()
    at = serializers.DateTimeField()
    method = serializers.CharField()


class OwedCharters(ApiView):
    @extend_schema(responses=CharterOut(many=True))
    def get(self, request: Request) -> Response:
        """The texts the caller must accept before anything else opens; none when nothing is owed."""
        no_parameters(request)
        return _whole(CharterOut(charter_queries.owed(self.actor), many=True).data)


class CharterAcceptances(ApiView):
    @extend_schema(responses=AcceptanceOut(many=True))
    def get(self, request: Request) -> Response:
        """What the caller accepted, newest first."""
        no_parameters(request)
        return _whole(AcceptanceOut(charter_queries.acceptances_of(self.actor), many=True).data)

    @extend_schema(request=AcceptanceInput, responses=AcceptanceOut)
    def post(self, request: Request) -> Response:
        """Accept one text, by the digest of what was shown. Twice is once."""
        values = read(AcceptanceInput, request.data)
        accepted = charter_services.accept_charter(
            actor=self.actor, charter_id=values["charter"], sha256=values["sha256"]
        )
        return Response(AcceptanceOut(accepted).data)


class CharterList(ApiView):
    @extend_schema(parameters=[OrganisationInput], responses=CharterOut(many=True))
    def get(self, request: Request) -> Response:
        """Every version of an organisation's texts: for its manager, or the practitioner of a practice."""
        asked = read(OrganisationInput, query_of(request.query_params))
        return _whole(CharterOut(charter_queries.versions(self.actor, _organisation(asked)), many=True).data)

    @extend_schema(request=CharterInput, responses={201: CharterOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Publish the next version; everybody of the organisation accepts it at their next request."""
        values = read(CharterInput, request.data)
        charter = charter_services.publish_charter(
            actor=self.actor,
            organisation=_organisation(values),
            kind=values["kind"],
            text=values["text"],
            effective_at=values.get("effective_at"),
        )
        return Response(CharterOut(charter).data, status=201)


def _organisation(values: dict[str, Any]) -> Organisation:
    return Organisation(values.get("practice"), values.get("secretariat"))


def _whole(results: Any) -> Response:
    # Bounded by the versions of a few texts: a single page.
    return Response({"results": results, "next": None})
