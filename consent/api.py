"""The sentence to read aloud before anything is collected, and every version there was."""

from datetime import date, datetime

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consent import queries
from consent.purposes import Purpose
from core.json_api import ApiView, IdField, InstantField, OneOf, StrictSerializer, query_of, read


class NoticeQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class _Instant(InstantField):
    """An unencoded "+" of an address arrives as a space."""

    def _read(self, text: str) -> datetime | date:
        return super()._read(text.replace(" ", "+"))


class NoticesQuery(StrictSerializer):
    """`?practice=&purpose=&at=`: with an instant, only the version in force then."""

    practice = IdField()
    purpose = OneOf([purpose.value for purpose in Purpose], required=False, default=Purpose.APPOINTMENTS.value)
    at = _Instant(required=False)


class NoticeOut(serializers.Serializer[object]):
    notice_version = serializers.IntegerField(source="version")
    text = serializers.CharField()
    sha256 = serializers.CharField()


class DatedNoticeOut(NoticeOut):
    purpose = serializers.CharField()
    effective_at = serializers.DateTimeField()


class NoticePageOut(serializers.Serializer[object]):
    """For the schema: the versions of one text fit one page."""

    results = DatedNoticeOut(many=True)
    next = serializers.CharField(allow_null=True)


class CurrentNotice(ApiView):
    @extend_schema(parameters=[NoticeQuery], responses=NoticeOut)
    def get(self, request: Request) -> Response:
        """The text in force at one practice, with its digest."""
        asked = read(NoticeQuery, query_of(request.query_params))
        return Response(NoticeOut(queries.notice_to_read(self.actor, asked["practice"])).data)


class NoticeList(ApiView):
    @extend_schema(parameters=[NoticesQuery], responses=NoticePageOut)
    def get(self, request: Request) -> Response:
        """Every version of a text, latest first; with `at`, the one under which data of then was collected."""
        asked = read(NoticesQuery, query_of(request.query_params))
        practice_id, purpose = asked["practice"], Purpose(asked["purpose"])
        if "at" in asked:
            found = [queries.notice_at(self.actor, practice_id, asked["at"], purpose=purpose)]
        else:
            found = queries.notices(self.actor, practice_id, purpose=purpose)
        return Response({"results": DatedNoticeOut(found, many=True).data, "next": None})
