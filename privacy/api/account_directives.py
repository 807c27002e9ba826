"""What people with an account want after their death, for programs: said by themselves, carried out by the officer."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, Nothing, OneOf, StrictSerializer, TextField, no_parameters, read
from privacy.models import AccountDirective
from privacy.services import account_directives as services


class AccountDirectiveIn(StrictSerializer):
    """The words are sealed and shown to nobody but the officer, once the death is established."""

    wish = OneOf(choices=AccountDirective.Wish.values)
    text = TextField(lines=True, max_length=services.LONGEST_TEXT, allow_blank=True, default="")
    executor = TextField(lines=True, max_length=services.LONGEST_EXECUTOR, allow_blank=True, default="")


class AccountDirectiveOut(serializers.Serializer[Any]):
    """`person`: whose account it is; `carried_out_at`: since when the death is established."""

    id = serializers.UUIDField()
    person = serializers.UUIDField(source="user_id")
    wish = serializers.CharField()
    given_at = serializers.DateTimeField()
    carried_out_at = serializers.DateTimeField(allow_null=True)


class OwnDirectiveOut(serializers.Serializer[Any]):
    directive = AccountDirectiveOut(allow_null=True)


class AccountDirectivePageOut(serializers.Serializer[Any]):
    results = AccountDirectiveOut(many=True)
    next = serializers.URLField(allow_null=True)


class AccountDirectiveTextsOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    executor = serializers.CharField()


class OwnDirective(ApiView):
    @extend_schema(responses=OwnDirectiveOut)
    def get(self, request: Request) -> Response:
        """One's own directive in force, without its words; null when there is none."""
        no_parameters(request)
        return Response(OwnDirectiveOut({"directive": services.own_directive(self.actor)}).data)

    @extend_schema(request=AccountDirectiveIn, responses=AccountDirectiveOut)
    def put(self, request: Request) -> Response:
        """Say what becomes of one's account's data after death; the former word is revoked (LIL, art. 85)."""
        told = read(AccountDirectiveIn, request.data)
        return Response(AccountDirectiveOut(services.give_account_directive(actor=self.actor, **told)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Revoke it, at any time and without a reason."""
        no_parameters(request)
        services.revoke_account_directive(actor=self.actor)
        return Response(status=204)


class AccountDirectiveList(ApiView):
    @extend_schema(operation_id="operator_account_directives", responses=AccountDirectivePageOut)
    def get(self, request: Request) -> Response:
        """Those in force, without their words, for the officer."""
        no_parameters(request)
        found = services.account_directives(self.actor)
        return Response({"results": AccountDirectiveOut(found, many=True).data, "next": None})


class AccountDirectiveDisclosure(ApiView):
    @extend_schema(request=None, responses=AccountDirectiveTextsOut)
    def post(self, request: Request, directive_id: UUID) -> Response:
        """Its words and whom it charges, in clear; the reading is journalled."""
        read(Nothing, request.data)
        text, executor = services.open_account_directive(actor=self.actor, directive_id=directive_id)
        return Response(AccountDirectiveTextsOut({"text": text, "executor": executor}).data)


class AccountDirectiveExecution(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, directive_id: UUID) -> Response:
        """The death is established: the account closes, and goes at once where its person wanted it.

        Within five minutes of a step-up; 409 `already-answered` the second time.
        """
        read(Nothing, request.data)
        services.carry_out_account_directive(actor=self.actor, directive_id=directive_id)
        return Response(status=204)
