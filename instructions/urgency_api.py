"""Urgency protocols over the API: written, signed, followed. Parse, one call, present."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, Nothing, no_parameters, query_of, read
from idempotency.api import idempotent
from instructions import runs, services
from instructions import serializers as shapes
from instructions.models import UrgencyProtocol
from instructions.urgency import steps_of


class ProtocolList(ApiView):
    @extend_schema(
        operation_id="urgency_protocols_list", parameters=[shapes.OfPractice], responses=shapes.ProtocolPageOut
    )
    def get(self, request: Request) -> Response:
        """Every version of a practice's protocol, newest first; the newest signed one is in force."""
        asked = read(shapes.OfPractice, query_of(request.query_params))
        found = runs.protocols_at(self.actor, asked["practice"])
        return Response({"results": [_shown(one) for one in found], "next": None})

    @extend_schema(request=shapes.ProtocolIn, responses={201: shapes.ProtocolOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Write the next version, to be signed."""
        told = read(shapes.ProtocolIn, request.data)
        protocol = services.write_protocol(
            actor=self.actor, practice_id=told["practice"], steps=shapes.steps_in(told["steps"])
        )
        return Response(_shown(protocol), status=201)


class ProtocolSignature(ApiView):
    @extend_schema(request=None, responses=shapes.ProtocolOut)
    @idempotent
    def post(self, request: Request, protocol_id: UUID) -> Response:
        """A practitioner of the practice answers for these questions: in force at once."""
        read(Nothing, request.data)
        return Response(_shown(services.sign_protocol(actor=self.actor, protocol_id=protocol_id)))


class RunCreation(ApiView):
    @extend_schema(request=shapes.RunIn, responses={201: shapes.RunOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Begin the protocol in force; `waiting` is its first question."""
        told = read(shapes.RunIn, request.data)
        run = services.begin_urgency(
            actor=self.actor,
            practice_id=told["practice"],
            call_id=told.get("call"),
            patient_id=told.get("patient"),
        )
        return Response(shapes.run_out(runs.progress_of(run)), status=201)


class RunDetail(ApiView):
    @extend_schema(responses=shapes.RunOut)
    def get(self, request: Request, run_id: UUID) -> Response:
        """One run with its answers in clear; always audited."""
        no_parameters(request)
        return Response(shapes.run_out(runs.run_of(self.actor, run_id)))


class RunAnswer(ApiView):
    @extend_schema(request=shapes.UrgencyAnswerIn, responses=shapes.RunOut)
    @idempotent
    def post(self, request: Request, run_id: UUID) -> Response:
        """Answer the question that waits; an answer is never changed."""
        told = read(shapes.UrgencyAnswerIn, request.data)
        done = services.answer_urgency(
            actor=self.actor, run_id=run_id, question=told["question"], choice=told["choice"]
        )
        return Response(shapes.run_out(done))


def _shown(protocol: UrgencyProtocol) -> dict[str, object]:
    return dict(shapes.protocol_out(protocol, steps_of(protocol.steps)))
