"""Duplicates, merges and identity statuses over the API: parse, one call, present."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, Nothing, no_parameters, query_of, read
from idempotency.api import idempotent
from patients import merges, queries, services
from patients import records_serializers as shapes
from patients.identity import IdentityStatus
from patients.identity_status import carries_matricule
from patients.models import Patient, PatientMerge
from patients.worklist import duplicate_work_list

PRACTICE = OpenApiParameter("practice", UUID, OpenApiParameter.QUERY, required=True)


class DuplicateList(ApiView):
    @extend_schema(parameters=[PRACTICE], responses=shapes.PairPageOut)
    def get(self, request: Request) -> Response:
        """The pairs of a practice that are probably one person, newest first."""
        practice_id = read(shapes.PracticeAsked, query_of(request.query_params))["practice"]
        found = duplicate_work_list(self.actor, practice_id)
        pairs = shapes.PairOut(found.pairs, many=True).data
        return Response({"results": pairs, "complete": found.is_complete, "next": None})


class DuplicateDismissal(ApiView):
    @idempotent
    @extend_schema(request=shapes.PairIn, responses={201: shapes.NotDuplicateOut})
    def post(self, request: Request) -> Response:
        """These two records are two persons: remembered, with who said so."""
        one, other = read(shapes.PairIn, request.data)["patients"]
        decision = services.tell_apart(actor=self.actor, one_id=one, other_id=other)
        return Response(shapes.NotDuplicateOut(decision).data, status=201)


class MergeComparison(ApiView):
    @extend_schema(request=shapes.ComparisonIn, responses=shapes.ComparisonOut)
    def post(self, request: Request) -> Response:
        """Two records side by side: what agrees, what must be chosen, what is in the way."""
        asked = read(shapes.ComparisonIn, request.data)
        seen = merges.compare_records(self.actor, asked["survivor"], asked["merged"])
        return Response(shapes.ComparisonOut(seen).data)


class MergeCreation(ApiView):
    @idempotent
    @extend_schema(request=shapes.MergeIn, responses={201: shapes.MergeOut})
    def post(self, request: Request) -> Response:
        """Make two records of one person one; what differs must be chosen."""
        told = read(shapes.MergeIn, request.data)
        versions = told["versions"]
        merge = services.merge_patients(
            actor=self.actor,
            survivor_id=told["survivor"],
            merged_id=told["merged"],
            choices=told["choices"],
            versions=(versions[0], versions[1]) if versions else None,
        )
        return _shown(merge, 201)


class MergeDetail(ApiView):
    @extend_schema(responses=shapes.MergeOut)
    def get(self, request: Request, merge_id: UUID) -> Response:
        """One merge: the two records, what moved, whether it was undone."""
        no_parameters(request)
        return _shown(merges.open_merge(self.actor, merge_id))


class MergeUndo(ApiView):
    @extend_schema(request=Nothing, responses=shapes.MergeOut)
    def post(self, request: Request, merge_id: UUID) -> Response:
        """Give each record back what was its own."""
        read(Nothing, request.data)
        return _shown(services.undo_merge(actor=self.actor, merge_id=merge_id))


class IdentityDetail(ApiView):
    @extend_schema(responses=shapes.IdentityOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """The status of one patient's identity, its flags and its history."""
        no_parameters(request)
        return _identity(self.actor, queries.open_patient(self.actor, patient_id))


class IdentityValidation(ApiView):
    @extend_schema(request=shapes.DocumentIn, responses=shapes.IdentityOut)
    def post(self, request: Request, patient_id: UUID) -> Response:
        """A high-trust document was seen on the spot and agrees."""
        document = read(shapes.DocumentIn, request.data)["document"]
        patient = services.validate_identity(actor=self.actor, patient_id=patient_id, document=document)
        return _identity(self.actor, patient)

    @extend_schema(responses=shapes.IdentityOut)
    def delete(self, request: Request, patient_id: UUID) -> Response:
        """That document was somebody else's."""
        return _identity(self.actor, services.withdraw_validation(actor=self.actor, patient_id=patient_id))


class IdentityFlagging(ApiView):
    @extend_schema(request=shapes.FlagIn, responses=shapes.IdentityOut)
    def post(self, request: Request, patient_id: UUID) -> Response:
        """Raise or lift « doubtful » or « namesake »."""
        told = read(shapes.FlagIn, request.data)
        patient = services.flag_identity(
            actor=self.actor, patient_id=patient_id, flag=told["flag"], is_raised=told["raised"]
        )
        return _identity(self.actor, patient)


def _shown(merge: PatientMerge, status: int = 200) -> Response:
    data: Any = shapes.MergeOut(merge).data
    return Response(
        data, status=status, headers={"Location": reverse("api-merge", args=[merge.id])} if status == 201 else {}
    )


def _identity(actor: Any, patient: Patient) -> Response:
    status = IdentityStatus(patient.identity_status)
    shown = {
        "status": status.value,
        "is_doubtful": patient.is_doubtful,
        "is_namesake": patient.is_namesake,
        "carries_matricule": carries_matricule(status, is_doubtful=patient.is_doubtful),
        "history": queries.identity_history(actor, patient.id),
    }
    return Response(shapes.IdentityOut(shown).data, headers={"ETag": f'W/"{patient.version}"'})
