"""What a practice orders of the operator, for programs: data to delete or archive, and the ways by which data leave."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.day_fields import DayField
from core.json_api import ApiView, IdField, Nothing, OneOf, StrictSerializer, TextField, query_of, read
from idempotency.api import idempotent
from privacy import operator_queries as queries
from privacy.api.pending_acts import PendingActOut, asked
from privacy.models import DeletionInstruction, ExchangeChannel
from privacy.operator_acts import LONGEST_TEXT
from privacy.services import channels, instructions
from privacy.services.pending_acts import ask_channel


class OrdersQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class InstructionIn(StrictSerializer):
    practice = IdField()
    kind = OneOf(DeletionInstruction.Kind.choices)
    what = TextField(max_length=LONGEST_TEXT, lines=True)
    given_on = DayField()
    due_on = DayField()


class ProofIn(StrictSerializer):
    proof = TextField(max_length=LONGEST_TEXT, lines=True)


class ChannelIn(StrictSerializer):
    """`target` narrows it to one domain or server; empty means every address of that kind."""

    practice = IdField()
    kind = OneOf(ExchangeChannel.Kind.choices)
    target = TextField(max_length=120, required=False, allow_blank=True)


class InstructionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    kind = serializers.CharField()
    given_on = serializers.DateField()
    due_on = serializers.DateField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.UUIDField(source="done_by_id", allow_null=True)


class InstructionTextsOut(serializers.Serializer[Any]):
    what = serializers.CharField()
    proof = serializers.CharField(allow_null=True)


class ChannelOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    kind = serializers.CharField()
    target = serializers.CharField()
    validated_by = serializers.UUIDField(source="validated_by_id", allow_null=True)
    validated_at = serializers.DateTimeField()


class InstructionPageOut(serializers.Serializer[Any]):
    results = InstructionOut(many=True)
    next = serializers.URLField(allow_null=True)


class ChannelPageOut(serializers.Serializer[Any]):
    results = ChannelOut(many=True)
    next = serializers.URLField(allow_null=True)


class InstructionList(ApiView):
    @extend_schema(operation_id="deletion_instructions", parameters=[OrdersQuery], responses=InstructionPageOut)
    def get(self, request: Request) -> Response:
        """Those left to do first, by their day, without their words."""
        asked = read(OrdersQuery, query_of(request.query_params))
        found = queries.instructions_of(self.actor, asked["practice"])
        return Response({"results": InstructionOut(found, many=True).data, "next": None})

    @extend_schema(request=InstructionIn, responses={201: InstructionOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """What the practice wants deleted, archived or returned, and until when."""
        told = read(InstructionIn, request.data)
        made = instructions.record_instruction(actor=self.actor, practice_id=told.pop("practice"), **told)
        return Response(InstructionOut(made).data, status=201)


class InstructionDone(ApiView):
    @extend_schema(request=ProofIn, responses=InstructionOut)
    def post(self, request: Request, instruction_id: UUID) -> Response:
        """Done, with what proves it; 409 `already-answered` the second time."""
        told = read(ProofIn, request.data)
        done = instructions.carry_out_instruction(actor=self.actor, instruction_id=instruction_id, **told)
        return Response(InstructionOut(done).data)


class InstructionDisclosure(ApiView):
    @extend_schema(request=None, responses=InstructionTextsOut)
    def post(self, request: Request, instruction_id: UUID) -> Response:
        """Its words and its proof, in clear; the reading is journalled."""
        read(Nothing, request.data)
        what, proof = instructions.open_instruction(actor=self.actor, instruction_id=instruction_id)
        return Response(InstructionTextsOut({"what": what, "proof": proof}).data)


class ChannelList(ApiView):
    @extend_schema(operation_id="exchange_channels", parameters=[OrdersQuery], responses=ChannelPageOut)
    def get(self, request: Request) -> Response:
        """The ways by which personal data of this practice may leave: through any other nothing does."""
        asked = read(OrdersQuery, query_of(request.query_params))
        found = queries.channels_of(self.actor, asked["practice"])
        return Response({"results": ChannelOut(found, many=True).data, "next": None})

    @extend_schema(request=ChannelIn, responses={202: PendingActOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Ask that data may leave that way: they do once a second person confirms, within seven days."""
        told = read(ChannelIn, request.data)
        return asked(ask_channel(actor=self.actor, practice_id=told.pop("practice"), **told))


class ChannelWithdrawal(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, channel_id: UUID) -> Response:
        """Nothing leaves that way any more, from now on."""
        read(Nothing, request.data)
        channels.withdraw_channel(actor=self.actor, channel_id=channel_id)
        return Response(status=204)
