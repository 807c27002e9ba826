"""Consignes over the API: written, read, proposed, approved, withdrawn. Parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, Nothing, no_parameters, query_of, read
from idempotency.api import idempotent
from instructions import queries, services
from instructions import serializers as shapes


class ConsigneList(ApiView):
    @extend_schema(operation_id="consignes_list", parameters=[shapes.OfPractice], responses=shapes.ConsignePageOut)
    def get(self, request: Request) -> Response:
        """The versions of a practice that act or are being prepared."""
        asked = read(shapes.OfPractice, query_of(request.query_params))
        found = queries.consignes_at(self.actor, asked["practice"])
        return Response({"results": shapes.versions_out(found), "next": None})

    @extend_schema(request=shapes.ConsigneIn, responses={201: shapes.ConsigneVersionOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Write a consigne, as a draft."""
        told = read(shapes.ConsigneIn, request.data)
        version = services.write_consigne(actor=self.actor, practice_id=told["practice"], terms=shapes.terms_of(told))
        return Response(shapes.version_out(version), status=201)


class ConsigneHistory(ApiView):
    @extend_schema(operation_id="consigne_versions_list", responses=shapes.ConsignePageOut)
    def get(self, request: Request, consigne_id: UUID) -> Response:
        """Every version of one consigne, newest first."""
        no_parameters(request)
        history = queries.history_of(self.actor, consigne_id)
        return Response({"results": shapes.versions_out(history.versions), "next": None})

    @extend_schema(request=shapes.TermsIn, responses={201: shapes.ConsigneVersionOut})
    @idempotent
    def post(self, request: Request, consigne_id: UUID) -> Response:
        """Write the next version, as a draft; the one in force stays until this one is approved."""
        told = read(shapes.TermsIn, request.data)
        version = services.change_consigne(actor=self.actor, consigne_id=consigne_id, terms=shapes.terms_of(told))
        return Response(shapes.version_out(version), status=201)


class _ConsigneStep(ApiView):
    """One verb without any field."""

    step: Any

    @extend_schema(request=None, responses=shapes.ConsigneVersionOut)
    @idempotent
    def post(self, request: Request, version_id: UUID) -> Response:
        read(Nothing, request.data)
        return Response(shapes.version_out(self.step(actor=self.actor, version_id=version_id)))


class ConsigneProposal(_ConsigneStep):
    step = staticmethod(services.propose_consigne)


class ConsigneApproval(_ConsigneStep):
    step = staticmethod(services.approve_consigne)


class ConsigneWithdrawal(_ConsigneStep):
    step = staticmethod(services.withdraw_consigne)
