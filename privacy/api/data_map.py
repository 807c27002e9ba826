"""Which column holds what, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, OneOf, StrictSerializer, query_of, read
from privacy.data_map import CLASSES, mapped


class DataMapQuery(StrictSerializer):
    """`?kind=` keeps one class of data."""

    kind = OneOf(choices=CLASSES, required=False)


class ColumnOut(serializers.Serializer[Any]):
    """`kind`: technical, personal, nir, health; `processings`: their numbers in the register."""

    room = serializers.CharField()
    table = serializers.CharField()
    column = serializers.CharField()
    kind = serializers.CharField()
    processings = serializers.ListField(child=serializers.CharField())


class ColumnPageOut(serializers.Serializer[Any]):
    results = ColumnOut(many=True)
    next = serializers.URLField(allow_null=True)


class DataMap(ApiView):
    @extend_schema(operation_id="privacy_data_map", parameters=[DataMapQuery], responses=ColumnPageOut)
    def get(self, request: Request) -> Response:
        """Every column of every table, its class and the processings it is part of."""
        asked = read(DataMapQuery, query_of(request.query_params))
        return Response({"results": ColumnOut(mapped(self.actor, asked.get("kind")), many=True).data, "next": None})
