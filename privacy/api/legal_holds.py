"""Legal holds over the API: placed, reviewed, lifted. Reasons travel in bodies and are never answered."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.day_fields import DayField
from core.json_api import ApiView, IdField, OneOf, ReasonField, StrictSerializer, query_of, read
from idempotency.api import idempotent
from privacy.models import HoldGround, LegalHold
from privacy.queries import holds_of
from privacy.services.holds import lift_hold, place_hold, review_hold


class LegalHoldQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class LegalHoldIn(StrictSerializer):
    practice = IdField()
    patient = IdField()
    ground = OneOf(HoldGround.choices)
    reason = ReasonField(max_length=500)
    review_date = DayField(help_text="à venir, dans les deux ans")


class LegalHoldReviewIn(StrictSerializer):
    review_date = DayField()


class LegalHoldLiftIn(StrictSerializer):
    reason = ReasonField(max_length=500)


class LegalHoldOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    patient = serializers.UUIDField(source="patient_id")
    ground = serializers.CharField()
    review_date = serializers.DateField()
    placed_by = serializers.UUIDField(source="placed_by_id", allow_null=True)
    placed_at = serializers.DateTimeField()
    lifted_by = serializers.UUIDField(source="lifted_by_id", allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)


class LegalHoldPageOut(serializers.Serializer[Any]):
    results = LegalHoldOut(many=True)
    next = serializers.URLField(allow_null=True)


class LegalHoldList(ApiView):
    @extend_schema(operation_id="legal_holds_list", parameters=[LegalHoldQuery], responses=LegalHoldPageOut)
    def get(self, request: Request) -> Response:
        """Every hold of a practice, those in force first."""
        asked = read(LegalHoldQuery, query_of(request.query_params))
        holds = holds_of(self.actor, asked["practice"])
        return Response({"results": LegalHoldOut(holds, many=True).data, "next": None})

    @idempotent
    @extend_schema(request=LegalHoldIn, responses={201: LegalHoldOut})
    def post(self, request: Request) -> Response:
        """Keep everything of one patient until the hold is lifted."""
        told = read(LegalHoldIn, request.data)
        hold = place_hold(
            actor=self.actor,
            practice_id=told["practice"],
            patient_id=told["patient"],
            ground=told["ground"],
            reason=told["reason"],
            review_date=told["review_date"],
        )
        return _shown(hold, 201)


class LegalHoldReview(ApiView):
    @extend_schema(request=LegalHoldReviewIn, responses=LegalHoldOut)
    def post(self, request: Request, hold_id: UUID) -> Response:
        """It is still needed: look again on that day."""
        day = read(LegalHoldReviewIn, request.data)["review_date"]
        return _shown(review_hold(actor=self.actor, hold_id=hold_id, review_date=day))


class LegalHoldLift(ApiView):
    @extend_schema(request=LegalHoldLiftIn, responses=LegalHoldOut)
    def post(self, request: Request, hold_id: UUID) -> Response:
        """The usual terms apply again from the next night; within five minutes of a step-up."""
        reason = read(LegalHoldLiftIn, request.data)["reason"]
        return _shown(lift_hold(actor=self.actor, hold_id=hold_id, reason=reason))


def _shown(hold: LegalHold, status: int = 200) -> Response:
    return Response(LegalHoldOut(hold).data, status=status)
