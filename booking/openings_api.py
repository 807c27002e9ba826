"""Openings over the API: weekly rules and openings of one day. Parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking import services
from booking.models import OpeningException, OpeningRule
from booking.services import RuleTerms
from booking.timetable_lists import opening_exceptions_of, opening_rules_of
from core.day_fields import DayField, WallTimeField
from core.json_api import ApiView, CountField, IdField, StrictSerializer, query_of, read
from idempotency.api import idempotent

ORPHANED = "les rendez-vous que ce changement laisse sans ouverture : à rappeler"


class OrphanedField(serializers.ListField):
    """Ids of appointments."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.UUIDField(), help_text=ORPHANED, **options)


class AgendaQuery(StrictSerializer):
    practitioner_role = IdField()


class ExceptionQuery(AgendaQuery):
    """`from` and `to`, both days included."""

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": DayField(), "to": DayField()}


class RuleTermsIn(StrictSerializer):
    weekday = CountField(min_value=0, max_value=6, help_text="0 : lundi")
    opens = WallTimeField()
    closes = WallTimeField(help_text="00:00 : minuit, à la fin du jour")
    valid_from = DayField()
    valid_until = DayField(required=False, allow_null=True, default=None, help_text="dernier jour compris")
    every_weeks = CountField(min_value=1, max_value=52, default=1)


class OpeningRuleIn(RuleTermsIn):
    practitioner_role = IdField()


class LastDayIn(StrictSerializer):
    last_day = DayField()


class HoursIn(StrictSerializer):
    opens = WallTimeField()
    closes = WallTimeField(help_text="00:00 : minuit, à la fin du jour")


class OpeningExceptionIn(HoursIn):
    practitioner_role = IdField()
    day = DayField()


class OpeningRuleOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    weekday = serializers.IntegerField()
    opens = WallTimeField()
    closes = WallTimeField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    every_weeks = serializers.IntegerField()
    timezone = serializers.CharField()


class OpeningRulePageOut(serializers.Serializer[Any]):
    results = OpeningRuleOut(many=True)
    next = serializers.URLField(allow_null=True)


class OpeningRuleEffectOut(serializers.Serializer[Any]):
    opening_rule = OpeningRuleOut(allow_null=True)
    orphaned = OrphanedField()


class OpeningExceptionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    day = serializers.DateField()
    opens = WallTimeField()
    closes = WallTimeField()
    timezone = serializers.CharField()


class OpeningExceptionPageOut(serializers.Serializer[Any]):
    results = OpeningExceptionOut(many=True)
    next = serializers.URLField(allow_null=True)


class OpeningExceptionEffectOut(serializers.Serializer[Any]):
    opening_exception = OpeningExceptionOut(allow_null=True)
    orphaned = OrphanedField()


class OpeningRuleList(ApiView):
    @extend_schema(operation_id="opening_rules_list", parameters=[AgendaQuery], responses=OpeningRulePageOut)
    def get(self, request: Request) -> Response:
        """The weekly openings of one agenda, past and to come."""
        asked = read(AgendaQuery, query_of(request.query_params))
        found = opening_rules_of(self.actor, asked["practitioner_role"])
        return Response({"results": [_rule(one) for one in found], "next": None})

    @extend_schema(request=OpeningRuleIn, responses={201: OpeningRuleEffectOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Open an agenda every week, or every n weeks, from today on at the earliest."""
        told = read(OpeningRuleIn, request.data)
        role_id = told.pop("practitioner_role")
        effect = services.add_opening_rule(actor=self.actor, practitioner_role_id=role_id, terms=RuleTerms(**told))
        return Response(_rule_effect(effect), status=201)


class OpeningRuleChange(ApiView):
    @extend_schema(request=RuleTermsIn, responses=OpeningRuleEffectOut)
    @idempotent
    def post(self, request: Request, opening_rule_id: UUID) -> Response:
        """From `valid_from` on, the rule reads so: another rule follows it, and the past stays as it was."""
        terms = RuleTerms(**read(RuleTermsIn, request.data))
        effect = services.change_opening_rule(actor=self.actor, opening_rule_id=opening_rule_id, terms=terms)
        return Response(_rule_effect(effect))


class OpeningRuleEnd(ApiView):
    @extend_schema(request=LastDayIn, responses=OpeningRuleEffectOut)
    @idempotent
    def post(self, request: Request, opening_rule_id: UUID) -> Response:
        """End it after a day; `opening_rule` is null when it had not begun and is gone altogether."""
        told = read(LastDayIn, request.data)
        effect = services.end_opening_rule(actor=self.actor, opening_rule_id=opening_rule_id, **told)
        return Response(_rule_effect(effect))


class OpeningExceptionList(ApiView):
    @extend_schema(
        operation_id="opening_exceptions_list", parameters=[ExceptionQuery], responses=OpeningExceptionPageOut
    )
    def get(self, request: Request) -> Response:
        """The openings of single days of one agenda."""
        asked = read(ExceptionQuery, query_of(request.query_params))
        found = opening_exceptions_of(self.actor, asked["practitioner_role"], asked["from"], asked["to"])
        return Response({"results": [_exception(one) for one in found], "next": None})

    @extend_schema(request=OpeningExceptionIn, responses={201: OpeningExceptionEffectOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Open an agenda on one day, even a public holiday."""
        told = read(OpeningExceptionIn, request.data)
        role_id = told.pop("practitioner_role")
        effect = services.add_opening_exception(actor=self.actor, practitioner_role_id=role_id, **told)
        return Response(_exception_effect(effect), status=201)


class OpeningExceptionDetail(ApiView):
    @extend_schema(request=HoursIn, responses=OpeningExceptionEffectOut)
    def patch(self, request: Request, opening_exception_id: UUID) -> Response:
        """Other hours on the same day."""
        told = read(HoursIn, request.data)
        effect = services.change_opening_exception(actor=self.actor, opening_exception_id=opening_exception_id, **told)
        return Response(_exception_effect(effect))

    @extend_schema(responses={200: OpeningExceptionEffectOut})
    def delete(self, request: Request, opening_exception_id: UUID) -> Response:
        """Take it away, unless its day is past."""
        effect = services.remove_opening_exception(actor=self.actor, opening_exception_id=opening_exception_id)
        return Response(_exception_effect(effect))


def orphaned(effect: services.Effect[Any]) -> list[str]:
    return [str(appointment_id) for appointment_id in effect.orphaned]


def _rule_effect(effect: services.Effect[OpeningRule | None]) -> dict[str, Any]:
    return {"opening_rule": effect.row and _rule(effect.row), "orphaned": orphaned(effect)}


def _exception_effect(effect: services.Effect[OpeningException | None]) -> dict[str, Any]:
    return {"opening_exception": effect.row and _exception(effect.row), "orphaned": orphaned(effect)}


def _rule(rule: OpeningRule) -> dict[str, Any]:
    return {
        "id": str(rule.id),
        "practice": str(rule.practice_id),
        "practitioner_role": str(rule.practitioner_role_id),
        "weekday": rule.weekday,
        "opens": f"{rule.starts_at_time:%H:%M}",
        "closes": f"{rule.ends_at_time:%H:%M}",
        "valid_from": rule.valid_from.isoformat(),
        "valid_until": rule.valid_until and rule.valid_until.isoformat(),
        "every_weeks": rule.every_weeks,
        "timezone": rule.practitioner_role.location.timezone,
    }


def _exception(opening: OpeningException) -> dict[str, Any]:
    return {
        "id": str(opening.id),
        "practice": str(opening.practice_id),
        "practitioner_role": str(opening.practitioner_role_id),
        "day": opening.day.isoformat(),
        "opens": f"{opening.starts_at_time:%H:%M}",
        "closes": f"{opening.ends_at_time:%H:%M}",
        "timezone": opening.practitioner_role.location.timezone,
    }
