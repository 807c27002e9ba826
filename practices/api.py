"""What the caller may act on: practices, agendas, visit reasons, mandates. Parse, one call, present."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, Nothing, no_parameters, query_of, read
from practices import instructions, queries, services
from practices.asked_fields import asked_together
from practices.serializers import (
    DelegationOut,
    InstructionSetIn,
    InstructionSetOut,
    InstructionSetPageOut,
    PracticeOut,
    PracticeQuery,
    PractitionerRoleOut,
    VisitReasonOut,
)


class PracticeList(ApiView):
    @extend_schema(responses=PracticeOut(many=True))
    def get(self, request: Request) -> Response:
        """The practices the caller may act for, with the permissions held at each."""
        no_parameters(request)
        results = [
            {
                **_fields(practice, "id", "name", "kind", "phone", "greeting"),
                "permissions": queries.permissions_at(self.actor, practice.id),
                "delegation": self.actor.delegations.get(practice.id),
            }
            for practice in queries.practices_of(self.actor)
        ]
        return _whole(PracticeOut(results, many=True).data)


class PractitionerRoleList(ApiView):
    @extend_schema(parameters=[PracticeQuery], responses=PractitionerRoleOut(many=True))
    def get(self, request: Request) -> Response:
        """The agendas of one practice, in its order."""
        roles = queries.practitioner_roles(self.actor, _practice(request))
        return _whole(PractitionerRoleOut(roles, many=True).data)


class VisitReasonList(ApiView):
    @extend_schema(parameters=[PracticeQuery], responses=VisitReasonOut(many=True))
    def get(self, request: Request) -> Response:
        """The visit reasons of one practice, in its order."""
        reasons = queries.visit_reasons(self.actor, _practice(request))
        return _whole(VisitReasonOut(reasons, many=True).data)


class DelegationList(ApiView):
    @extend_schema(parameters=[PracticeQuery], responses=DelegationOut(many=True))
    def get(self, request: Request) -> Response:
        """Every mandate of one practice, past and present."""
        return _whole(DelegationOut(queries.delegations(self.actor, _practice(request)), many=True).data)


class DelegationRevocation(ApiView):
    @extend_schema(request=None, responses=DelegationOut)
    def post(self, request: Request, delegation_id: UUID) -> Response:
        """End a mandate now; the secretariat's people lose its rights at their next request."""
        read(Nothing, request.data)
        services.revoke_delegation(actor=self.actor, delegation_id=delegation_id)
        return Response(DelegationOut(queries.delegation_in(self.actor, delegation_id)).data)


class DelegationCompletion(ApiView):
    @extend_schema(request=None, responses=DelegationOut)
    def post(self, request: Request, delegation_id: UUID) -> Response:
        """End a mandate for one that also holds what it lacked (`missing`), until the same day."""
        read(Nothing, request.data)
        completed = services.complete_delegation(actor=self.actor, delegation_id=delegation_id)
        return Response(DelegationOut(queries.delegation_in(self.actor, completed.id)).data)


class InstructionSetList(ApiView):
    @extend_schema(parameters=[PracticeQuery], responses=InstructionSetPageOut)
    def get(self, request: Request) -> Response:
        """What each practitioner of one practice has asked of patients, and what follows for the practice."""
        found = instructions.instructions_at(self.actor, _practice(request))
        results = InstructionSetOut(found, many=True).data
        together = sorted(asked_together(one.asked for one in found))
        return Response({"asked": together, "results": results, "next": None})


class InstructionSetDetail(ApiView):
    @extend_schema(responses=InstructionSetOut)
    def get(self, request: Request, practitioner_role_id: UUID) -> Response:
        """What the practitioner of one agenda has asked of patients."""
        no_parameters(request)
        return Response(InstructionSetOut(instructions.instructions_of(self.actor, practitioner_role_id)).data)

    @extend_schema(request=InstructionSetIn, responses=InstructionSetOut)
    def put(self, request: Request, practitioner_role_id: UUID) -> Response:
        """Exactly these optional fields are asked from now on; what was collected before stays."""
        told = read(InstructionSetIn, request.data)
        services.instruct(actor=self.actor, practitioner_role_id=practitioner_role_id, **told)
        return Response(InstructionSetOut(instructions.instructions_of(self.actor, practitioner_role_id)).data)


def _practice(request: Request) -> UUID:
    practice: UUID = read(PracticeQuery, query_of(request.query_params))["practice"]
    return practice


def _fields(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _whole(results: Any) -> Response:
    # Bounded by what one person may act on: a single page.
    return Response({"results": results, "next": None})
