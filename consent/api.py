"""The sentence to read aloud before anything is collected."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consent import queries
from core.json_api import ApiView, IdField, StrictSerializer, query_of, read


class NoticeQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class NoticeOut(serializers.Serializer[object]):
    notice_version = serializers.IntegerField(source="version")
    text = serializers.CharField()
    sha256 = serializers.CharField()


class CurrentNotice(ApiView):
    @extend_schema(parameters=[NoticeQuery], responses=NoticeOut)
    def get(self, request: Request) -> Response:
        """The text in force at one practice, with its digest."""
        asked = read(NoticeQuery, query_of(request.query_params))
        return Response(NoticeOut(queries.notice_to_read(self.actor, asked["practice"])).data)
