"""What a manager decides about their people: suspension, return, withdrawal, report (CH-17 to CH-19)."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.enums import ReportRecipient, Severity
from core.json_api import ApiView, InstantField, Nothing, OneOf, ReasonField, StrictSerializer, no_parameters, read
from core.plain_text import LONGEST_REASON
from idempotency.api import idempotent
from practices import queries, services


class SuspensionInput(StrictSerializer):
    """Without `ends_at`: until somebody reinstates the person."""

    reason = ReasonField(max_length=LONGEST_REASON)
    severity = OneOf(choices=Severity.values)
    ends_at = InstantField(required=False)


class OrderReportInput(StrictSerializer):
    recipient = OneOf(choices=ReportRecipient.values)
    reason = ReasonField(max_length=LONGEST_REASON)


class OrderReportOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    recipient = serializers.CharField()
    decided_by = serializers.UUIDField(source="decided_by_id")
    decided_at = serializers.DateTimeField()


class SanctionOut(serializers.Serializer[Any]):
    """The reason is disclosed apart."""

    id = serializers.UUIDField()
    user = serializers.UUIDField(source="user_id")
    kind = serializers.CharField()
    severity = serializers.CharField()
    decided_by = serializers.UUIDField(source="decided_by_id", allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)
    reports = OrderReportOut(many=True, source="reports.all")


class SanctionReasonOut(serializers.Serializer[Any]):
    reason = serializers.CharField()


class Suspension(ApiView):
    @extend_schema(request=SuspensionInput, responses={201: SanctionOut})
    @idempotent
    def post(self, request: Request, user_id: UUID) -> Response:
        """Out from the next request on; in again by itself at `ends_at`."""
        values = read(SuspensionInput, request.data)
        made = services.suspend_person(actor=self.actor, user_id=user_id, **values)
        return Response(SanctionOut(made).data, status=201)


class Reinstatement(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, user_id: UUID) -> Response:
        """In again, before the end of a suspension."""
        read(Nothing, request.data)
        services.reinstate_person(actor=self.actor, user_id=user_id)
        return Response(status=204)


class SanctionList(ApiView):
    @extend_schema(responses=SanctionOut(many=True))
    def get(self, request: Request, user_id: UUID) -> Response:
        """What was decided about a person, newest first."""
        no_parameters(request)
        results = SanctionOut(queries.sanctions_of(self.actor, user_id), many=True).data
        return Response({"results": results, "next": None})


class SanctionReason(ApiView):
    @extend_schema(request=None, responses=SanctionReasonOut)
    def post(self, request: Request, sanction_id: UUID) -> Response:
        """Why, in clear; the reading is journalled."""
        read(Nothing, request.data)
        return Response({"reason": services.open_sanction(actor=self.actor, sanction_id=sanction_id)})


class OrderReports(ApiView):
    @extend_schema(request=OrderReportInput, responses={201: OrderReportOut})
    @idempotent
    def post(self, request: Request, sanction_id: UUID) -> Response:
        """Record the decision to tell the organisation or the professional Order."""
        values = read(OrderReportInput, request.data)
        made = services.report_sanction(actor=self.actor, sanction_id=sanction_id, **values)
        return Response(OrderReportOut(made).data, status=201)
