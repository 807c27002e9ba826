"""Series over the API: proposed, booked, shown, moved and cancelled. Parse, one call, present."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking import proposal
from booking.consigne_shapes import AnswersField, answers_of
from booking.models import Appointment, CancelledBy
from booking.proposal import Proposal
from booking.serializers import (
    LONGEST_REASON,
    AppointmentOut,
    InstantOrDateField,
    appointment_out,
)
from booking.series import LONGEST, MOST_WEEKS, Scope
from booking.services.series import book_series
from booking.services.series_changes import cancel_series, move_series
from core.json_api import (
    IF_MATCH,
    ApiView,
    CountInAddressField,
    IdField,
    InstantField,
    OneOf,
    ReasonField,
    StrictSerializer,
    no_parameters,
    query_of,
    read,
    seen_version,
)
from idempotency.api import idempotent


class SeriesIn(StrictSerializer):
    patient = IdField()
    visit_reason = IdField()
    practitioner_role = IdField()
    starts = serializers.ListField(child=InstantField(), min_length=1, max_length=LONGEST)
    consignes = AnswersField(required=False, help_text="pour chaque rendez-vous de la série")


class ProposalQuery(StrictSerializer):
    visit_reason = IdField()
    practitioner_role = IdField()
    first = InstantOrDateField()
    every_weeks = CountInAddressField(min_value=1, max_value=MOST_WEEKS, default=1)
    count = CountInAddressField(min_value=1, max_value=LONGEST)
    patient = IdField(required=False)

    def validate_first(self, value: Any) -> Any:
        if not hasattr(value, "hour"):
            raise serializers.ValidationError("Donnez une date et une heure.", code="invalid-datetime")
        return value


class SeriesMoveIn(StrictSerializer):
    start = InstantField()
    scope = OneOf([scope.value for scope in Scope])


class SeriesCancellationIn(StrictSerializer):
    by = OneOf(CancelledBy.values)
    reason = ReasonField(max_length=LONGEST_REASON)
    scope = OneOf([scope.value for scope in Scope])


class SeriesOut(serializers.Serializer[Any]):
    series = serializers.UUIDField(allow_null=True)
    results = AppointmentOut(many=True)


class SkippedOut(serializers.Serializer[Any]):
    start = serializers.CharField(help_text="sans décalage quand l'heure n'existe pas ce jour-là")
    timezone = serializers.CharField()
    reason = serializers.CharField()
    detail = serializers.CharField()
    alternatives = serializers.ListField(child=serializers.DictField())


class ProposalOut(serializers.Serializer[Any]):
    practitioner_role = serializers.UUIDField()
    timezone = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    starts = serializers.ListField(child=serializers.DateTimeField())
    skipped = SkippedOut(many=True)


class SeriesCreation(ApiView):
    @extend_schema(request=SeriesIn, responses={201: SeriesOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Book every start or none; 409 `series-refused` names those that failed, with alternatives."""
        told = read(SeriesIn, request.data)
        booked = book_series(
            actor=self.actor,
            patient_id=told["patient"],
            visit_reason_id=told["visit_reason"],
            practitioner_role_id=told["practitioner_role"],
            starts=told["starts"],
            answers=answers_of(told),
        )
        return Response(_shown(booked), status=201)


class SeriesProposal(ApiView):
    @extend_schema(parameters=[ProposalQuery], responses=ProposalOut)
    def get(self, request: Request) -> Response:
        """Free starts every so many weeks at the same weekday and hour, and why a date is left out."""
        asked = read(ProposalQuery, query_of(request.query_params))
        found = proposal.propose_series(
            self.actor,
            visit_reason_id=asked["visit_reason"],
            practitioner_role_id=asked["practitioner_role"],
            first=asked["first"],
            every_weeks=asked["every_weeks"],
            count=asked["count"],
            patient_id=asked.get("patient"),
        )
        return Response(_proposed(found))


class SeriesOfAppointment(ApiView):
    @extend_schema(responses=SeriesOut)
    def get(self, request: Request, appointment_id: UUID) -> Response:
        """Every visit of the series of this appointment, by start."""
        no_parameters(request)
        return Response(_shown(proposal.series_of(self.actor, appointment_id)))


class SeriesMove(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=SeriesMoveIn, responses=SeriesOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Move this visit, and with `following` or `all` the others by as much; whole or nothing."""
        told = read(SeriesMoveIn, request.data)
        moved = move_series(
            actor=self.actor,
            appointment_id=appointment_id,
            start=told["start"],
            scope=Scope(told["scope"]),
            expected_version=seen_version(request),
        )
        return Response(_shown(moved))


class SeriesCancellation(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=SeriesCancellationIn, responses=SeriesOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Cancel this visit, and with `following` or `all` the others that are still to come."""
        told = read(SeriesCancellationIn, request.data)
        cancelled = cancel_series(
            actor=self.actor,
            appointment_id=appointment_id,
            by=CancelledBy(told["by"]),
            reason=told["reason"],
            scope=Scope(told["scope"]),
            expected_version=seen_version(request),
        )
        return Response(_shown(cancelled))


def _shown(visits: Sequence[Appointment]) -> dict[str, Any]:
    series = visits[0].series_id
    prefetch_related_objects(visits, "location")
    return {"series": series and str(series), "results": [appointment_out(visit) for visit in visits]}


def _proposed(found: Proposal) -> dict[str, Any]:
    return {
        "practitioner_role": str(found.practitioner_role_id),
        "timezone": found.timezone,
        "duration_minutes": found.duration_minutes,
        "starts": [start.isoformat() for start in found.starts],
        "skipped": found.skipped,
    }
