"""What a patient was told and decided, and what the practitioner shared about them: parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.decisions import Reach
from consent.purposes import Purpose
from consent.queries import decisions_of, records_of, standings_of
from core.json_api import ApiView, Nothing, no_parameters, read
from idempotency.api import idempotent
from patients import choices_serializers as shapes
from patients import queries, services, shared_items


class ToldList(ApiView):
    @extend_schema(responses=shapes.ToldPageOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Which version of the text one patient was told, through which door, by whom, newest first."""
        no_parameters(request)
        patient = queries.open_patient(self.actor, patient_id)
        return _page(shapes.ToldOut(records_of(patient.practice_id, patient.id), many=True).data)

    @idempotent
    @extend_schema(request=shapes.ToldIn, responses={201: shapes.ToldOut})
    def post(self, request: Request, patient_id: UUID) -> Response:
        """The text in force was read to the patient."""
        told = read(shapes.ToldIn, request.data)
        record = services.tell_notice(actor=self.actor, patient_id=patient_id, **told)
        return Response(shapes.ToldOut(record).data, status=201)


class ChoiceList(ApiView):
    @extend_schema(responses=shapes.ChoicePageOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Where one patient stands on each purpose that can be stopped, and every decision, newest first."""
        no_parameters(request)
        patient = queries.open_patient(self.actor, patient_id)
        standings = standings_of(patient.practice_id, patient.id)
        decisions = decisions_of(patient.practice_id, patient.id)
        return Response(
            {
                "standings": shapes.StandingOut(standings, many=True).data,
                "results": shapes.DecisionOut(decisions, many=True).data,
                "next": None,
            }
        )

    @idempotent
    @extend_schema(request=shapes.ChoiceIn, responses={201: shapes.DecisionOut})
    def post(self, request: Request, patient_id: UUID) -> Response:
        """Yes or no to one purpose; a no is in force at once."""
        told = read(shapes.ChoiceIn, request.data)
        record = services.decide(
            actor=self.actor,
            patient_id=patient_id,
            purpose=Purpose(told["purpose"]),
            is_agreed=told["agreed"],
            channel=told["channel"],
            notice_version=told["notice_version"],
            reach=Reach(told["reach"]) if told["reach"] else None,
        )
        return Response(shapes.DecisionOut(record).data, status=201)


class SharedItemList(ApiView):
    @extend_schema(operation_id="patients_shared_items_list", responses=shapes.SharedItemPageOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """The items of the medical file that the caller may know of; what they say stays sealed."""
        no_parameters(request)
        queries.open_patient(self.actor, patient_id)
        found = shared_items.shared_items_of(self.actor, patient_id)
        return _page(shapes.SharedItemOut(found, many=True).data)

    @idempotent
    @extend_schema(request=shapes.SharedItemIn, responses={201: shapes.SharedItemOut})
    def post(self, request: Request, patient_id: UUID) -> Response:
        """Share one item; the practitioner alone, and with the patient's consent."""
        told = read(shapes.SharedItemIn, request.data)
        item = services.share_item(actor=self.actor, patient_id=patient_id, **told)
        return Response(shapes.SharedItemOut(item).data, status=201)


class SharedItemReading(ApiView):
    @extend_schema(responses=shapes.SharedItemReadOut)
    def get(self, request: Request, patient_id: UUID, item_id: UUID) -> Response:
        """One item in clear; the reading is journalled."""
        no_parameters(request)
        return Response(shapes.SharedItemReadOut(shared_items.read_shared_item(self.actor, patient_id, item_id)).data)


class SharedItemRevocation(ApiView):
    @extend_schema(request=Nothing, responses=shapes.SharedItemOut)
    def post(self, request: Request, patient_id: UUID, item_id: UUID) -> Response:
        """Take one item back; what it said is destroyed."""
        read(Nothing, request.data)
        item = services.revoke_item(actor=self.actor, patient_id=patient_id, item_id=item_id)
        return Response(shapes.SharedItemOut(item).data)


def _page(results: Any) -> Response:
    return Response({"results": results, "next": None})
