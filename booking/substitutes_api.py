"""Substitutes over the API: who stands in where, added and ended. Parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking.models import Substitution
from booking.services.substitutes import add_substitution, end_substitution
from booking.stand_ins import substitutions_of
from core.day_fields import DayField
from core.json_api import ApiView, IdField, StrictSerializer, query_of, read
from idempotency.api import idempotent


class SubstitutionQuery(StrictSerializer):
    practitioner_role = IdField()


class SubstitutionIn(StrictSerializer):
    practitioner_role = IdField()
    substitute = IdField(help_text="un praticien qui a un rôle dans le cabinet")
    starts_on = DayField()
    ends_on = DayField(help_text="dernier jour compris")


class SubstitutionEndIn(StrictSerializer):
    last_day = DayField()


class SubstitutionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    substitute = serializers.UUIDField()
    substitute_name = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    timezone = serializers.CharField()


class SubstitutionPageOut(serializers.Serializer[Any]):
    results = SubstitutionOut(many=True)
    next = serializers.URLField(allow_null=True)


class SubstitutionList(ApiView):
    @extend_schema(operation_id="substitutions_list", parameters=[SubstitutionQuery], responses=SubstitutionPageOut)
    def get(self, request: Request) -> Response:
        """Who stands in in one agenda, past and to come, latest first."""
        asked = read(SubstitutionQuery, query_of(request.query_params))
        found = substitutions_of(self.actor, asked["practitioner_role"])
        return Response({"results": [_shown(one) for one in found], "next": None})

    @extend_schema(request=SubstitutionIn, responses={201: SubstitutionOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """The same agenda, another person, for some days; visits already booked are handed over."""
        told = read(SubstitutionIn, request.data)
        added = add_substitution(
            actor=self.actor,
            practitioner_role_id=told["practitioner_role"],
            substitute_id=told["substitute"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
        )
        return Response(_shown(added), status=201)


class SubstitutionEnd(ApiView):
    @extend_schema(request=SubstitutionEndIn, responses={200: SubstitutionOut, 204: None})
    @idempotent
    def post(self, request: Request, substitution_id: UUID) -> Response:
        """End it after a day; 204 when it had not begun and is gone altogether."""
        told = read(SubstitutionEndIn, request.data)
        kept = end_substitution(actor=self.actor, substitution_id=substitution_id, last_day=told["last_day"])
        return Response(status=204) if kept is None else Response(_shown(kept))


def _shown(one: Substitution) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "practice": str(one.practice_id),
        "practitioner_role": str(one.practitioner_role_id),
        "substitute": str(one.substitute_id),
        "substitute_name": one.substitute.display_name,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "timezone": one.practitioner_role.location.timezone,
    }
