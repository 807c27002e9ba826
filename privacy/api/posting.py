"""Letters on paper, for programs: what waits to be posted, and that it left."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, IdField, Nothing, StrictSerializer, query_of, read
from privacy.api.rights_shapes import LetterOut
from privacy.services.posting import letters_to_post, post_letter


class LettersQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class LetterToPostOut(LetterOut):
    """`to` and `address`: what goes on the envelope; the text is read at the request's own address."""

    request = serializers.UUIDField(source="request_id")
    posted_at = serializers.DateTimeField(allow_null=True)


class EnvelopeOut(serializers.Serializer[Any]):
    letter = LetterToPostOut()
    to = serializers.CharField()
    address = serializers.CharField()


class EnvelopePageOut(serializers.Serializer[Any]):
    results = EnvelopeOut(many=True)
    next = serializers.URLField(allow_null=True)


class LettersToPost(ApiView):
    @extend_schema(operation_id="rights_letters_to_post", parameters=[LettersQuery], responses=EnvelopePageOut)
    def get(self, request: Request) -> Response:
        """The answers written on paper that nobody posted yet, the oldest first; the reading is journalled."""
        practice_id = read(LettersQuery, query_of(request.query_params))["practice"]
        return Response(
            {"results": EnvelopeOut(letters_to_post(self.actor, practice_id), many=True).data, "next": None}
        )


class LetterPosted(ApiView):
    @extend_schema(request=None, responses=LetterToPostOut)
    def post(self, request: Request, letter_id: UUID) -> Response:
        """It was posted or handed over. Twice is once."""
        read(Nothing, request.data)
        return Response(LetterToPostOut(post_letter(actor=self.actor, letter_id=letter_id)).data)
