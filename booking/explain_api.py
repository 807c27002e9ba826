"""Why a time is not offered, over the API."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking.explain import Explanation, Why, explain
from booking.rules import Reason
from booking.serializers import LOST_PLUS
from core.json_api import ApiView, IdField, InstantField, OneOf, StrictSerializer, query_of, read
from core.moments import read_instant


class InstantInAddressField(InstantField):
    """RFC 3339 with an offset, its plus sign perhaps lost on the way."""

    def _read(self, text: str) -> Any:
        return read_instant(LOST_PLUS.sub("+", text))


class ExplanationQuery(StrictSerializer):
    visit_reason = IdField()
    practitioner_role = IdField()
    start = InstantInAddressField()
    patient = IdField(required=False)


class WhyOut(serializers.Serializer[Any]):
    reason = OneOf([reason.value for reason in Reason])
    detail = serializers.CharField(help_text="Une phrase, en français.")
    action = serializers.CharField(help_text="Que faire ensuite, en français.")
    look_from = serializers.DateTimeField(allow_null=True, help_text="À partir de quand chercher.")
    try_again_at = serializers.DateTimeField(allow_null=True, help_text="Quand redemander cette même heure.")


class NearestOut(serializers.Serializer[Any]):
    practitioner_role = serializers.UUIDField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()


class ExplanationOut(serializers.Serializer[Any]):
    visit_reason = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()
    offered = serializers.BooleanField()
    reasons = WhyOut(many=True)
    nearest = NearestOut(many=True)


class SlotExplanation(ApiView):
    @extend_schema(parameters=[ExplanationQuery], responses=ExplanationOut)
    def get(self, request: Request) -> Response:
        """Every rule that forbids one start, with the next thing to do; none when it is offered."""
        asked = read(ExplanationQuery, query_of(request.query_params))
        found = explain(
            self.actor,
            visit_reason_id=asked["visit_reason"],
            practitioner_role_id=asked["practitioner_role"],
            start=asked["start"],
            patient_id=asked.get("patient"),
        )
        return Response(explanation_out(found))


def explanation_out(found: Explanation) -> Mapping[str, Any]:
    """Codes, sentences, instants; never whose visit is in the way."""
    return {
        "visit_reason": str(found.visit_reason_id),
        "practitioner_role": str(found.practitioner_role_id),
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "timezone": found.timezone,
        "offered": found.is_offered,
        "reasons": [_why_out(why) for why in found.reasons],
        "nearest": [slot.as_alternative() for slot in found.nearest],
    }


def _why_out(why: Why) -> Mapping[str, Any]:
    return {
        "reason": why.reason.value,
        "detail": why.sentence,
        "action": why.action,
        "look_from": why.look_from and why.look_from.isoformat(),
        "try_again_at": why.try_again_at and why.try_again_at.isoformat(),
    }
