"""What reaches the operator from outside, for programs: authorities' requests, questions and complaints.

Texts are sealed: lists carry none, and opening one is a request of its own, journalled.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.day_fields import DayField
from core.json_api import ApiView, IdField, Nothing, OneOf, StrictSerializer, TextField, query_of, read
from idempotency.api import idempotent
from privacy import operator_queries as queries
from privacy.models import ContactTicket
from privacy.operator_acts import LONGEST_TEXT
from privacy.services import authorities, tickets


class PageQuery(StrictSerializer):
    """`?before=`: the last line of the page read."""

    before = IdField(required=False)


class AuthorityRequestIn(StrictSerializer):
    authority = TextField(max_length=120)
    ground = TextField(max_length=200)
    reference = TextField(max_length=120, required=False, allow_blank=True)
    asked = TextField(max_length=LONGEST_TEXT, lines=True)
    received_on = DayField()


class AuthorityAnswerIn(StrictSerializer):
    given = TextField(max_length=LONGEST_TEXT, lines=True)
    answered_on = DayField()


class AuthorityRequestOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    authority = serializers.CharField()
    ground = serializers.CharField()
    reference = serializers.CharField()
    received_on = serializers.DateField()
    answered_on = serializers.DateField(allow_null=True)
    recorded_at = serializers.DateTimeField()


class AuthorityRequestPageOut(serializers.Serializer[Any]):
    results = AuthorityRequestOut(many=True)
    next = serializers.URLField(allow_null=True)


class AuthorityTextsOut(serializers.Serializer[Any]):
    asked = serializers.CharField()
    given = serializers.CharField(allow_null=True)


class TicketIn(StrictSerializer):
    kind = OneOf(ContactTicket.Kind.choices)
    channel = OneOf(ContactTicket.Channel.values)
    contact = TextField(max_length=200)
    text = TextField(max_length=LONGEST_TEXT, lines=True)


class TicketAnswerIn(StrictSerializer):
    answer = TextField(max_length=LONGEST_TEXT, lines=True)


class TicketOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    channel = serializers.CharField()
    received_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class TicketPageOut(serializers.Serializer[Any]):
    results = TicketOut(many=True)
    next = serializers.URLField(allow_null=True)


class TicketTextsOut(serializers.Serializer[Any]):
    contact = serializers.CharField()
    text = serializers.CharField()
    answer = serializers.CharField(allow_null=True)


class AuthorityRequestList(ApiView):
    @extend_schema(
        operation_id="operator_authority_requests", parameters=[PageQuery], responses=AuthorityRequestPageOut
    )
    def get(self, request: Request) -> Response:
        """Who asked and on what ground, the latest written down first, 100 a page."""
        before = read(PageQuery, query_of(request.query_params)).get("before")
        found = queries.authority_requests(self.actor, before)
        return _paged(request, AuthorityRequestOut, found, queries.last_of(found))

    @extend_schema(request=AuthorityRequestIn, responses={201: AuthorityRequestOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Written down before anything is given, with its legal ground."""
        made = authorities.record_authority_request(actor=self.actor, **read(AuthorityRequestIn, request.data))
        return Response(AuthorityRequestOut(made).data, status=201)


class AuthorityRequestAnswer(ApiView):
    @extend_schema(request=AuthorityAnswerIn, responses=AuthorityRequestOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """What was handed over, or why nothing was; 409 `already-answered` the second time."""
        told = read(AuthorityAnswerIn, request.data)
        done = authorities.answer_authority(actor=self.actor, request_id=request_id, **told)
        return Response(AuthorityRequestOut(done).data)


class AuthorityRequestDisclosure(ApiView):
    @extend_schema(request=None, responses=AuthorityTextsOut)
    def post(self, request: Request, request_id: UUID) -> Response:
        """What was asked and given, in clear; the reading is journalled."""
        read(Nothing, request.data)
        asked, given = authorities.open_authority_request(actor=self.actor, request_id=request_id)
        return Response(AuthorityTextsOut({"asked": asked, "given": given}).data)


class TicketList(ApiView):
    @extend_schema(operation_id="operator_tickets", parameters=[PageQuery], responses=TicketPageOut)
    def get(self, request: Request) -> Response:
        """Questions, complaints and recommendations without their words, the latest first, 100 a page."""
        before = read(PageQuery, query_of(request.query_params)).get("before")
        found = queries.tickets(self.actor, before)
        return _paged(request, TicketOut, found, queries.last_of(found))

    @extend_schema(request=TicketIn, responses={201: TicketOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """What somebody wrote or said to the data-protection officer, and where to answer."""
        made = tickets.open_ticket(actor=self.actor, **read(TicketIn, request.data))
        return Response(TicketOut(made).data, status=201)


class TicketAcknowledgement(ApiView):
    @extend_schema(request=None, responses=TicketOut)
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """The person was told that it arrived."""
        read(Nothing, request.data)
        return Response(TicketOut(tickets.acknowledge_ticket(actor=self.actor, ticket_id=ticket_id)).data)


class TicketAnswer(ApiView):
    @extend_schema(request=TicketAnswerIn, responses=TicketOut)
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """The answer given, which acknowledges too; 409 `already-answered` the second time."""
        told = read(TicketAnswerIn, request.data)
        return Response(TicketOut(tickets.answer_ticket(actor=self.actor, ticket_id=ticket_id, **told)).data)


class TicketDisclosure(ApiView):
    @extend_schema(request=None, responses=TicketTextsOut)
    def post(self, request: Request, ticket_id: UUID) -> Response:
        """Who wrote, what, and the answer, in clear; the reading is journalled."""
        read(Nothing, request.data)
        contact, text, answer = tickets.read_ticket(actor=self.actor, ticket_id=ticket_id)
        return Response(TicketTextsOut({"contact": contact, "text": text, "answer": answer}).data)


def _paged(request: Request, shape: type[serializers.Serializer[Any]], rows: list[Any], last: UUID | None) -> Response:
    address = request.build_absolute_uri(request.path)
    following = f"{address}?{urlencode({'before': str(last)})}" if last else None
    return Response({"results": shape(rows, many=True).data, "next": following})
