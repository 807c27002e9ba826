"""Acts that wait for a second person, for programs: asked for, confirmed by somebody else, or dropped (CH-08)."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.enums import Severity
from core.json_api import ApiView, Nothing, OneOf, ReasonField, StrictSerializer, no_parameters, read
from core.plain_text import LONGEST_REASON
from idempotency.api import idempotent
from privacy.models import PendingAct
from privacy.services import pending_acts as services


class WithdrawalIn(StrictSerializer):
    reason = ReasonField(max_length=LONGEST_REASON)
    severity = OneOf(choices=Severity.values)


class PendingActOut(serializers.Serializer[Any]):
    """`person`: the person a withdrawal is about; `practice`: whose channel it is."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    practice = serializers.UUIDField(source="practice_id", allow_null=True)
    person = serializers.UUIDField(source="person_id", allow_null=True)
    asked_by = serializers.UUIDField(source="asked_by_id")
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    outcome = serializers.CharField()
    settled_by = serializers.UUIDField(source="settled_by_id", allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class WaitingActOut(PendingActOut):
    """`terms`: what was asked, in its own words."""

    terms = serializers.DictField(child=serializers.CharField())


class WaitingActPageOut(serializers.Serializer[Any]):
    results = WaitingActOut(many=True)
    next = serializers.URLField(allow_null=True)


class PendingActList(ApiView):
    @extend_schema(operation_id="pending_acts", responses=WaitingActPageOut)
    def get(self, request: Request) -> Response:
        """What waits for a second person, for whoever asked or may confirm; the reading is journalled."""
        no_parameters(request)
        results = [{**PendingActOut(one.act).data, "terms": one.terms} for one in services.waiting_acts(self.actor)]
        return Response({"results": results, "next": None})


class PendingActConfirmation(ApiView):
    @extend_schema(request=None, responses=PendingActOut)
    def post(self, request: Request, act_id: UUID) -> Response:
        """It is done; 409 `other-person-required` for whoever asked, within five minutes of a step-up."""
        read(Nothing, request.data)
        return Response(PendingActOut(services.confirm_act(actor=self.actor, act_id=act_id)).data)


class PendingActDrop(ApiView):
    @extend_schema(request=None, responses=PendingActOut)
    def post(self, request: Request, act_id: UUID) -> Response:
        """It will not be done."""
        read(Nothing, request.data)
        return Response(PendingActOut(services.drop_act(actor=self.actor, act_id=act_id)).data)


class Withdrawal(ApiView):
    @extend_schema(request=WithdrawalIn, responses={202: PendingActOut})
    @idempotent
    def post(self, request: Request, user_id: UUID) -> Response:
        """Ask that an access end for good: done when a second person confirms, within seven days."""
        told = read(WithdrawalIn, request.data)
        return asked(services.ask_withdrawal(actor=self.actor, user_id=user_id, **told))


def asked(act: PendingAct) -> Response:
    """Nothing is done yet: 202."""
    return Response(PendingActOut(act).data, status=202)
