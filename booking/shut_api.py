"""What shuts agendas, over the API: absences of people and closures of places. Parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking import queries, services
from booking.api import period_of
from booking.local_time import local
from booking.models import Absence, AbsenceReason, Closure
from booking.openings_api import OrphanedField, orphaned
from booking.serializers import Period
from booking.timetable_lists import absences_of, closures_of
from core.json_api import ApiView, IdField, InstantField, OneOf, StrictSerializer, query_of, read
from core.scoping import Actor
from idempotency.api import idempotent


class ShutQuery(Period):
    practice = IdField()


class AbsenceQuery(ShutQuery):
    practitioner = IdField(required=False)


class PracticeQuery(StrictSerializer):
    practice = IdField()


class AbsenceIn(StrictSerializer):
    practice = IdField()
    practitioner = IdField()
    start = InstantField()
    end = InstantField()
    reason = OneOf(AbsenceReason.values, default=AbsenceReason.OTHER.value)


class AbsenceChangeIn(StrictSerializer):
    practice = IdField()
    start = InstantField(required=False)
    end = InstantField(required=False)
    reason = OneOf(AbsenceReason.values, required=False)


class ClosureIn(StrictSerializer):
    location = IdField()
    start = InstantField()
    end = InstantField()


class ClosureChangeIn(StrictSerializer):
    start = InstantField(required=False)
    end = InstantField(required=False)


class AbsenceOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practitioner = serializers.UUIDField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()
    reason = OneOf(AbsenceReason.values)


class AbsencePageOut(serializers.Serializer[Any]):
    results = AbsenceOut(many=True)
    next = serializers.URLField(allow_null=True)


class AbsenceEffectOut(serializers.Serializer[Any]):
    absence = AbsenceOut(allow_null=True)
    orphaned = OrphanedField()


class ClosureOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    location = serializers.UUIDField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()


class ClosurePageOut(serializers.Serializer[Any]):
    results = ClosureOut(many=True)
    next = serializers.URLField(allow_null=True)


class ClosureEffectOut(serializers.Serializer[Any]):
    closure = ClosureOut(allow_null=True)
    orphaned = OrphanedField()


class AbsenceList(ApiView):
    @extend_schema(operation_id="absences_list", parameters=[AbsenceQuery], responses=AbsencePageOut)
    def get(self, request: Request) -> Response:
        """The absences of a practice's practitioners that touch the period, wherever they were entered."""
        asked = read(AbsenceQuery, query_of(request.query_params))
        start, end = period_of(self.actor, asked, lambda: asked["practice"])
        found = absences_of(self.actor, asked["practice"], start, end, practitioner_id=asked.get("practitioner"))
        zone = queries.zone_of(self.actor, asked["practice"])
        return Response({"results": [_absence(one, zone) for one in found], "next": None})

    @extend_schema(request=AbsenceIn, responses={201: AbsenceEffectOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """A practitioner is away, in every agenda they have."""
        told = read(AbsenceIn, request.data)
        effect = services.add_absence(
            actor=self.actor,
            practice_id=told["practice"],
            practitioner_id=told["practitioner"],
            start=told["start"],
            end=told["end"],
            reason_code=AbsenceReason(told["reason"]),
        )
        return Response(_absence_effect(self.actor, told["practice"], effect), status=201)


class AbsenceDetail(ApiView):
    @extend_schema(request=AbsenceChangeIn, responses=AbsenceEffectOut)
    def patch(self, request: Request, absence_id: UUID) -> Response:
        """Other bounds or another reason, seen from one practice of theirs; what is past stays."""
        told = read(AbsenceChangeIn, request.data)
        effect = services.change_absence(
            actor=self.actor,
            practice_id=told["practice"],
            absence_id=absence_id,
            start=told.get("start"),
            end=told.get("end"),
            reason_code=told.get("reason"),
        )
        return Response(_absence_effect(self.actor, told["practice"], effect))

    @extend_schema(parameters=[PracticeQuery], responses={200: AbsenceEffectOut})
    def delete(self, request: Request, absence_id: UUID) -> Response:
        """Take it away; one that has begun ends now and is answered, one that is over stays."""
        practice_id = read(PracticeQuery, query_of(request.query_params))["practice"]
        effect = services.remove_absence(actor=self.actor, practice_id=practice_id, absence_id=absence_id)
        return Response(_absence_effect(self.actor, practice_id, effect))


class ClosureList(ApiView):
    @extend_schema(operation_id="closures_list", parameters=[ShutQuery], responses=ClosurePageOut)
    def get(self, request: Request) -> Response:
        """The closures of a practice's places that touch the period."""
        asked = read(ShutQuery, query_of(request.query_params))
        start, end = period_of(self.actor, asked, lambda: asked["practice"])
        found = closures_of(self.actor, asked["practice"], start, end)
        return Response({"results": [_closure(one) for one in found], "next": None})

    @extend_schema(request=ClosureIn, responses={201: ClosureEffectOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """A place is shut: every agenda there is empty meanwhile."""
        told = read(ClosureIn, request.data)
        effect = services.add_closure(
            actor=self.actor, location_id=told["location"], start=told["start"], end=told["end"]
        )
        return Response(_closure_effect(effect), status=201)


class ClosureDetail(ApiView):
    @extend_schema(request=ClosureChangeIn, responses=ClosureEffectOut)
    def patch(self, request: Request, closure_id: UUID) -> Response:
        """Other bounds; what is past stays."""
        told = read(ClosureChangeIn, request.data)
        effect = services.change_closure(
            actor=self.actor, closure_id=closure_id, start=told.get("start"), end=told.get("end")
        )
        return Response(_closure_effect(effect))

    @extend_schema(responses={200: ClosureEffectOut})
    def delete(self, request: Request, closure_id: UUID) -> Response:
        """Take it away; one that has begun ends now and is answered, one that is over stays."""
        effect = services.remove_closure(actor=self.actor, closure_id=closure_id)
        return Response(_closure_effect(effect))


def _absence_effect(actor: Actor, practice_id: UUID, effect: services.Effect[Absence | None]) -> dict[str, Any]:
    zone = queries.zone_of(actor, practice_id)
    return {"absence": effect.row and _absence(effect.row, zone), "orphaned": orphaned(effect)}


def _closure_effect(effect: services.Effect[Closure | None]) -> dict[str, Any]:
    return {"closure": effect.row and _closure(effect.row), "orphaned": orphaned(effect)}


def _absence(absence: Absence, zone: str) -> dict[str, Any]:
    return {
        "id": str(absence.id),
        "practitioner": str(absence.practitioner_id),
        "start": local(absence.starts_at, zone).isoformat(),
        "end": local(absence.ends_at, zone).isoformat(),
        "timezone": zone,
        "reason": absence.reason_code,
    }


def _closure(closure: Closure) -> dict[str, Any]:
    zone = closure.location.timezone
    return {
        "id": str(closure.id),
        "practice": str(closure.practice_id),
        "location": str(closure.location_id),
        "start": local(closure.starts_at, zone).isoformat(),
        "end": local(closure.ends_at, zone).isoformat(),
        "timezone": zone,
    }
