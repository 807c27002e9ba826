"""Messages over the API: what is left to do, and the plan of a practice. Parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.day_fields import WallTimeField
from core.json_api import (
    IF_MATCH,
    ApiView,
    CountField,
    IdField,
    Nothing,
    OneOf,
    StrictSerializer,
    StringField,
    YesNoField,
    no_parameters,
    query_of,
    read,
    seen_version,
)
from idempotency.api import idempotent
from notifications import queries, services
from notifications.kinds import Medium
from notifications.models import Cause, SettledAs
from notifications.plans import FIELDS
from notifications.queries import FollowUpLine, PlanShown
from notifications.services.plans import MAX_SIGNATURE, MOST_HOURS

MEDIA = [medium.value for medium in Medium]


class FollowUpQuery(StrictSerializer):
    practice = IdField(required=False)


class FollowUpSettlementIn(StrictSerializer):
    settled_as = OneOf([SettledAs.CALLED_BACK.value, SettledAs.DONE.value])


class ResendingIn(StrictSerializer):
    channel = OneOf(MEDIA)


class FollowUpOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    cause = OneOf(Cause.values)
    reason = serializers.CharField()
    channel = OneOf(MEDIA, allow_null=True)
    opened_at = serializers.DateTimeField()
    appointment = serializers.UUIDField(allow_null=True)
    patient = serializers.UUIDField(allow_null=True)
    is_reply = serializers.BooleanField()


class FollowUpPageOut(serializers.Serializer[Any]):
    results = FollowUpOut(many=True)
    next = serializers.URLField(allow_null=True)


class SettledOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    settled_as = OneOf(SettledAs.values)


class ResentOut(serializers.Serializer[Any]):
    message = serializers.UUIDField()
    channel = OneOf(MEDIA)


class ReplyOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    number = serializers.CharField()
    at = serializers.DateTimeField()
    patients = serializers.ListField(child=serializers.UUIDField())


class ReminderPlanIn(StrictSerializer):
    booked = YesNoField(required=False)
    week_before = YesNoField(required=False)
    day_before = YesNoField(required=False)
    same_day = YesNoField(required=False)
    hour = WallTimeField(required=False)
    hours_before = CountField(min_value=1, max_value=MOST_HOURS, required=False)
    quiet_from = WallTimeField(required=False)
    quiet_until = WallTimeField(required=False)
    signature = StringField(max_length=MAX_SIGNATURE, allow_blank=True, required=False)


class ReminderPlanOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    booked = serializers.BooleanField()
    week_before = serializers.BooleanField()
    day_before = serializers.BooleanField()
    same_day = serializers.BooleanField()
    hour = serializers.TimeField(format="%H:%M")
    hours_before = serializers.IntegerField()
    quiet_from = serializers.TimeField(format="%H:%M")
    quiet_until = serializers.TimeField(format="%H:%M")
    signature = serializers.CharField()


class FollowUpList(ApiView):
    @extend_schema(operation_id="follow_ups_list", parameters=[FollowUpQuery], responses=FollowUpPageOut)
    def get(self, request: Request) -> Response:
        """What messages left to do, oldest first: at one practice, or at all of the caller's."""
        practice: UUID | None = read(FollowUpQuery, query_of(request.query_params)).get("practice")
        found = queries.left_to_do(self.actor, practice)
        return Response({"results": [_shown(line) for line in found], "next": None})


class FollowUpSettlement(ApiView):
    @extend_schema(request=FollowUpSettlementIn, responses=SettledOut)
    @idempotent
    def post(self, request: Request, follow_up_id: UUID) -> Response:
        """Somebody called back, or it is done."""
        told = read(FollowUpSettlementIn, request.data)
        row = services.settle_follow_up(actor=self.actor, follow_up_id=follow_up_id, settled_as=told["settled_as"])
        return Response({"id": str(row.id), "settled_as": row.settled_as})


class FollowUpResending(ApiView):
    @extend_schema(request=ResendingIn, responses={201: ResentOut})
    @idempotent
    def post(self, request: Request, follow_up_id: UUID) -> Response:
        """Say the same thing once more, by the channel given."""
        told = read(ResendingIn, request.data)
        again = services.resend(actor=self.actor, follow_up_id=follow_up_id, channel=told["channel"])
        return Response({"message": str(again.id), "channel": again.channel}, status=201)


class FollowUpReply(ApiView):
    @extend_schema(request=None, responses=ReplyOut)
    def post(self, request: Request, follow_up_id: UUID) -> Response:
        """What was answered, and every patient with that number; always audited."""
        read(Nothing, request.data)
        opened = queries.open_reply(self.actor, follow_up_id)
        return Response(
            {
                "text": opened.text,
                "number": opened.number,
                "at": opened.at.isoformat(),
                "patients": [str(one.id) for one in opened.holders],
            }
        )


class ReminderPlanDetail(ApiView):
    @extend_schema(responses=ReminderPlanOut)
    def get(self, request: Request, practice_id: UUID) -> Response:
        """What the practice wants said to its patients, and when."""
        no_parameters(request)
        return _plan(queries.plan_in(self.actor, practice_id))

    @extend_schema(parameters=[IF_MATCH], request=ReminderPlanIn, responses=ReminderPlanOut)
    def patch(self, request: Request, practice_id: UUID) -> Response:
        """The fields given replace those in force; messages that wait follow when they are due."""
        told = read(ReminderPlanIn, request.data)
        services.set_plan(
            actor=self.actor, practice_id=practice_id, changes=told, expected_version=seen_version(request)
        )
        return _plan(queries.plan_in(self.actor, practice_id))


def _plan(shown: PlanShown) -> Response:
    told = {name: getattr(shown.plan, name) for name in FIELDS}
    response = Response(ReminderPlanOut({"version": shown.version, **told}).data)
    response["ETag"] = f'W/"{shown.version}"'
    return response


def _shown(line: FollowUpLine) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "practice": str(line.practice_id),
        "cause": line.cause.value,
        "reason": line.reason,
        "channel": line.channel and line.channel.value,
        "opened_at": line.opened_at.isoformat(),
        "appointment": line.appointment_id and str(line.appointment_id),
        "patient": line.patient and str(line.patient.id),
        "is_reply": line.reply_id is not None,
    }
