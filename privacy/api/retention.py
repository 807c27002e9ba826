"""The rules of retention of one practice, what they would end now, and the signed reports of what they ended."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.json_api import ApiView, CountField, IdField, StrictSerializer, StringField, query_of, read
from privacy.reports import reports_of
from privacy.retention.plan import Line, plan_for
from privacy.services.retention_choices import choose_duration


class RetentionQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class RetentionChoiceIn(StrictSerializer):
    """`amount` null goes back to the rule's own term."""

    practice = IdField()
    rule = StringField(max_length=4)
    amount = CountField(min_value=1, max_value=10_000, allow_null=True)


class RetentionRuleOut(serializers.Serializer[Any]):
    rule = serializers.CharField()
    category = serializers.CharField()
    duration = serializers.CharField()
    basis = serializers.CharField()
    end = serializers.CharField()
    state = serializers.CharField()
    missing_settings = serializers.ListField(child=serializers.CharField())
    due = serializers.IntegerField()
    held = serializers.IntegerField()
    next_deadline = serializers.DateTimeField(allow_null=True)


class RetentionPlanOut(serializers.Serializer[Any]):
    results = RetentionRuleOut(many=True)
    next = serializers.URLField(allow_null=True)


class ReportLineOut(serializers.Serializer[Any]):
    rule = serializers.CharField()
    category = serializers.CharField()
    ended = serializers.IntegerField()
    held = serializers.IntegerField()
    failure = serializers.CharField()


class DeletionReportOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    signed_at = serializers.DateTimeField()
    is_whole = serializers.BooleanField()
    is_true = serializers.BooleanField()
    sha256 = serializers.CharField()
    lines = ReportLineOut(many=True)


class DeletionReportPageOut(serializers.Serializer[Any]):
    results = DeletionReportOut(many=True)
    next = serializers.URLField(allow_null=True)


class RetentionRules(ApiView):
    @extend_schema(operation_id="retention_rules", parameters=[RetentionQuery], responses=RetentionPlanOut)
    def get(self, request: Request) -> Response:
        """One line a rule, with what it would end now."""
        practice_id = read(RetentionQuery, query_of(request.query_params))["practice"]
        lines = [_said(line) for line in plan_for(self.actor, practice_id, clock.now())]
        return Response({"results": RetentionRuleOut(lines, many=True).data, "next": None})


class RetentionReports(ApiView):
    @extend_schema(operation_id="retention_reports", parameters=[RetentionQuery], responses=DeletionReportPageOut)
    def get(self, request: Request) -> Response:
        """The last sixty, newest first; `is_true` says that content, signature and chain agree."""
        practice_id = read(RetentionQuery, query_of(request.query_params))["practice"]
        reports = reports_of(self.actor, practice_id)
        return Response({"results": DeletionReportOut(reports, many=True).data, "next": None})


class RetentionChoices(ApiView):
    @extend_schema(request=RetentionChoiceIn, responses={204: None})
    def put(self, request: Request) -> Response:
        """A practice's instruction, within what the rule allows; within five minutes of a step-up."""
        told = read(RetentionChoiceIn, request.data)
        choose_duration(actor=self.actor, practice_id=told["practice"], rule=told["rule"], amount=told["amount"])
        return Response(status=204)


def _said(line: Line) -> dict[str, Any]:
    return {
        "rule": line.rule.id,
        "category": line.rule.category,
        "duration": line.durations,
        "basis": line.rule.basis,
        "end": line.rule.end,
        "state": line.state.value,
        "missing_settings": line.missing,
        "due": line.due,
        "held": line.held,
        "next_deadline": line.next_at,
    }
