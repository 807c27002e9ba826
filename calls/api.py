"""Messages for practitioners over the API: parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from calls import serializers as shapes
from calls import services
from calls.message_lists import Wanted, desk_messages
from calls.message_settings import settings_of
from calls.messages import Delays
from calls.models import PractitionerMessage
from core.json_api import ApiView, Nothing, no_parameters, query_of, read
from idempotency.api import idempotent


class MessageList(ApiView):
    @extend_schema(operation_id="messages_list", parameters=[shapes.MessageQuery], responses=shapes.MessagePageOut)
    def get(self, request: Request) -> Response:
        """The messages of a practice that the caller may know of; what they say stays sealed."""
        asked = read(shapes.MessageQuery, query_of(request.query_params))
        found = desk_messages(self.actor, asked["practice"], Wanted(asked["only"]))
        return Response({"results": shapes.ListedOut(found, many=True).data, "next": None})

    @idempotent
    @extend_schema(request=shapes.PractitionerMessageIn, responses={201: shapes.PractitionerMessageOut})
    def post(self, request: Request) -> Response:
        """Send one; it is never changed afterwards."""
        told = read(shapes.PractitionerMessageIn, request.data)
        message = services.send_message(
            actor=self.actor,
            practitioner_role_id=told["practitioner_role"],
            kind=told["kind"],
            text=told["text"],
            patient_id=told["patient"],
            call_id=told["call"],
            appointment_id=told["appointment"],
        )
        return Response(shapes.PractitionerMessageOut(message).data, status=201)


class MessageReading(ApiView):
    @extend_schema(request=Nothing, responses=shapes.MessageReadOut)
    def post(self, request: Request, message_id: UUID) -> Response:
        """One message in clear, its answer and its steps; the reading is journalled."""
        read(Nothing, request.data)
        return Response(shapes.MessageReadOut(services.read_message(actor=self.actor, message_id=message_id)).data)


class MessageAcknowledgement(ApiView):
    @extend_schema(request=Nothing, responses=shapes.PractitionerMessageOut)
    def post(self, request: Request, message_id: UUID) -> Response:
        """The practitioner has it."""
        read(Nothing, request.data)
        return _shown(services.acknowledge_message(actor=self.actor, message_id=message_id))


class MessageAnswer(ApiView):
    @idempotent
    @extend_schema(request=shapes.PractitionerAnswerIn, responses=shapes.PractitionerMessageOut)
    def post(self, request: Request, message_id: UUID) -> Response:
        """What the practitioner says: a task of the secretariat until it is dealt with."""
        text = read(shapes.PractitionerAnswerIn, request.data)["text"]
        return _shown(services.answer_message(actor=self.actor, message_id=message_id, text=text))


class AnswerClaim(ApiView):
    @extend_schema(request=Nothing, responses=shapes.PractitionerMessageOut)
    def post(self, request: Request, message_id: UUID) -> Response:
        """The caller does what the answer asks, for ten minutes nobody else."""
        read(Nothing, request.data)
        return _shown(services.claim_answer(actor=self.actor, message_id=message_id))


class AnswerSettlement(ApiView):
    @extend_schema(request=Nothing, responses=shapes.PractitionerMessageOut)
    def post(self, request: Request, message_id: UUID) -> Response:
        """What the answer asked is done."""
        read(Nothing, request.data)
        return _shown(services.settle_answer(actor=self.actor, message_id=message_id))


class MessageRinging(ApiView):
    @extend_schema(request=shapes.RungIn, responses=shapes.PractitionerMessageOut)
    def post(self, request: Request, message_id: UUID) -> Response:
        """The practitioner was rung about an urgent message that nobody acknowledged."""
        reached = read(shapes.RungIn, request.data)["reached"]
        return _shown(services.rang_practitioner(actor=self.actor, message_id=message_id, reached=reached))


class MessageRulesDetail(ApiView):
    @extend_schema(responses=shapes.RulesOut)
    def get(self, request: Request, practice_id: UUID) -> Response:
        """How a practice carries urgent messages further."""
        no_parameters(request)
        return self._settings(practice_id)

    @extend_schema(request=shapes.RulesIn, responses=shapes.RulesOut)
    def put(self, request: Request, practice_id: UUID) -> Response:
        """Say it anew, whole."""
        told = read(shapes.RulesIn, request.data)
        services.set_message_rules(
            actor=self.actor,
            practice_id=practice_id,
            delays=Delays(told["sms_after"], told["call_after"], told["other_after"]),
            fallback_id=told["fallback"],
        )
        return self._settings(practice_id)

    def _settings(self, practice_id: UUID) -> Response:
        found: Any = settings_of(self.actor, practice_id)
        return Response(shapes.RulesOut(found).data)


class AlertNumberDetail(ApiView):
    @extend_schema(request=shapes.NumberIn, responses={204: None})
    def put(self, request: Request, practice_id: UUID, practitioner_id: UUID) -> Response:
        """Where one practitioner is told of an urgent message; never shown again."""
        services.set_alert_number(
            actor=self.actor,
            practice_id=practice_id,
            practitioner_id=practitioner_id,
            number=read(shapes.NumberIn, request.data)["number"],
        )
        return Response(status=204)


def _shown(message: PractitionerMessage) -> Response:
    return Response(shapes.PractitionerMessageOut(message).data)
