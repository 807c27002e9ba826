"""The ledger of overrides over the API: listed per agenda, opened and settled by the practitioner."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking.api import cursor_after, next_page
from booking.local_time import local
from booking.models import Override, OverrideKind, Settlement
from booking.overrides import LARGEST_PAGE, open_override_reason, overrides_of
from booking.services.ledger import settle_override
from core.json_api import (
    ApiView,
    CountInAddressField,
    IdField,
    Nothing,
    OneOf,
    StrictSerializer,
    StringField,
    YesNoInAddressField,
    query_of,
    read,
)
from idempotency.api import idempotent


class OverrideQuery(StrictSerializer):
    practitioner_role = IdField()
    settled = YesNoInAddressField(required=False)
    cursor = StringField(max_length=200, required=False)
    limit = CountInAddressField(min_value=1, max_value=LARGEST_PAGE, required=False, default=100)


class SettlementIn(StrictSerializer):
    settlement = OneOf(Settlement.values)


class OverrideOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    appointment = serializers.UUIDField()
    patient = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    kind = OneOf(OverrideKind.values)
    lane = serializers.IntegerField()
    start = serializers.DateTimeField()
    timezone = serializers.CharField()
    made_by = serializers.UUIDField(allow_null=True)
    made_at = serializers.DateTimeField()
    settlement = OneOf(Settlement.values, allow_null=True)
    settled_by = serializers.UUIDField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class OverridePageOut(serializers.Serializer[Any]):
    results = OverrideOut(many=True)
    next = serializers.URLField(allow_null=True)


class ReasonOut(serializers.Serializer[Any]):
    text = serializers.CharField()


class OverrideList(ApiView):
    @extend_schema(operation_id="overrides_list", parameters=[OverrideQuery], responses=OverridePageOut)
    def get(self, request: Request) -> Response:
        """What was booked over the rules in one agenda, newest first; the reason stays sealed."""
        asked = read(OverrideQuery, query_of(request.query_params))
        page = overrides_of(
            self.actor,
            asked["practitioner_role"],
            is_settled=asked.get("settled"),
            after=cursor_after(asked.get("cursor")),
            limit=asked["limit"],
        )
        results = [_shown(line) for line in page.results]
        return Response({"results": results, "next": next_page(request, page.after)})


class OverrideSettlement(ApiView):
    @extend_schema(request=SettlementIn, responses=OverrideOut)
    @idempotent
    def post(self, request: Request, override_id: UUID) -> Response:
        """The practitioner accepts it, or says that it was corrected."""
        told = read(SettlementIn, request.data)
        line = settle_override(actor=self.actor, override_id=override_id, settlement=Settlement(told["settlement"]))
        return Response(_shown(line))


class OverrideReasonDisclosure(ApiView):
    @extend_schema(request=None, responses=ReasonOut)
    def post(self, request: Request, override_id: UUID) -> Response:
        """Why it was booked over the rules; for the practitioner, always audited."""
        read(Nothing, request.data)
        return Response({"text": open_override_reason(self.actor, override_id)})


def _shown(line: Override) -> dict[str, Any]:
    zone = line.practitioner_role.location.timezone
    return {
        "id": str(line.id),
        "appointment": str(line.appointment_id),
        "patient": str(line.appointment.patient_id),
        "practitioner_role": str(line.practitioner_role_id),
        "kind": line.kind,
        "lane": line.lane,
        "start": local(line.starts_at, zone).isoformat(),
        "timezone": zone,
        "made_by": line.made_by_id and str(line.made_by_id),
        "made_at": local(line.made_at, zone).isoformat(),
        "settlement": line.settled_as or None,
        "settled_by": line.settled_by_id and str(line.settled_by_id),
        "settled_at": line.settled_at and local(line.settled_at, zone).isoformat(),
    }
