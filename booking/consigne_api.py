"""Consignes where they meet the agenda, over the API: absences told, previews, what was answered."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from booking.consigne_answers import open_consigne_answers
from booking.consigne_preview import preview_consigne
from booking.consigne_shapes import PreviewOut, ToldAbsenceIn, ToldAbsenceOut, WithdrawnAbsenceIn
from booking.models import AbsenceReason
from booking.services.told_absences import Fate, tell_absence, withdraw_told_absence
from core.json_api import ApiView, Nothing, no_parameters, read
from idempotency.api import idempotent
from instructions.serializers import ConsigneVersionOut, version_out


class AnsweredOut(serializers.Serializer[Any]):
    consigne_version = serializers.UUIDField()
    asked = serializers.CharField()
    answer = serializers.CharField()
    words = serializers.CharField(allow_null=True)


class AnswersOut(serializers.Serializer[Any]):
    results = AnsweredOut(many=True)


class ConsignePreview(ApiView):
    @extend_schema(responses=PreviewOut)
    def get(self, request: Request, version_id: UUID) -> Response:
        """How many visits to come and free times a version concerns."""
        no_parameters(request)
        found = preview_consigne(self.actor, version_id)
        by_day = [{"day": day.isoformat(), "visits": count} for day, count in found.by_day.items()]
        return Response({"visits": found.visits, "by_day": by_day, "slots": found.slots})


class ToldAbsence(ApiView):
    @extend_schema(request=ToldAbsenceIn, responses={201: ToldAbsenceOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """A practitioner is away: told to every caller, and gone from the agenda, in one act."""
        told = read(ToldAbsenceIn, request.data)
        version, effect = tell_absence(
            actor=self.actor,
            practice_id=told["practice"],
            practitioner_id=told["practitioner"],
            start=told["start"],
            end=told["end"],
            sentence=told["sentence"],
            reason_code=AbsenceReason(told["reason_code"]),
        )
        shown = {"consigne": version_out(version), "orphaned": [str(one) for one in effect.orphaned]}
        return Response(shown, status=201)


class ToldAbsenceWithdrawal(ApiView):
    @extend_schema(request=WithdrawnAbsenceIn, responses=ConsigneVersionOut)
    @idempotent
    def post(self, request: Request, version_id: UUID) -> Response:
        """Withdraw such a consigne and say what becomes of the absence."""
        told = read(WithdrawnAbsenceIn, request.data)
        version = withdraw_told_absence(actor=self.actor, version_id=version_id, absence=Fate(told["absence"]))
        return Response(version_out(version))


class ConsigneAnswers(ApiView):
    @extend_schema(request=None, responses=AnswersOut)
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """What was answered to the consignes of one visit, in clear; always audited."""
        read(Nothing, request.data)
        found = open_consigne_answers(self.actor, appointment_id)
        return Response(
            {
                "results": [
                    {
                        "consigne_version": str(one.version_id),
                        "asked": one.asked,
                        "answer": one.answer,
                        "words": one.words or None,
                    }
                    for one in found
                ]
            }
        )
