"""Accesses worth a look, for programs: counts per person and day."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, IdField, StrictSerializer, query_of, read
from privacy.oddities import oddities_at


class OdditiesQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class OddDayOut(serializers.Serializer[Any]):
    """`files` opened that day, `unexplained` by no call and no appointment; `busiest` within one hour."""

    person = serializers.UUIDField(source="user_id")
    day = serializers.DateField()
    files = serializers.IntegerField()
    unexplained = serializers.IntegerField()
    off_hours = serializers.IntegerField()
    busiest = serializers.IntegerField()
    is_bulk = serializers.BooleanField()


class OddDayPageOut(serializers.Serializer[Any]):
    results = OddDayOut(many=True)
    next = serializers.URLField(allow_null=True)


class AccessOddities(ApiView):
    @extend_schema(parameters=[OdditiesQuery], responses=OddDayPageOut)
    def get(self, request: Request) -> Response:
        """The days of the last fourteen on which somebody's accesses look odd; counts, never a proof."""
        practice_id = read(OdditiesQuery, query_of(request.query_params))["practice"]
        return Response({"results": OddDayOut(oddities_at(self.actor, practice_id), many=True).data, "next": None})
