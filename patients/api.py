"""Patients over the API: parse, one call, present. Every answer that shows a patient was journalled by the call."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.decisions import Reach
from core.json_api import IF_MATCH, ApiView, no_parameters, read, seen_version
from idempotency.api import idempotent
from patients import queries, serializers, services
from patients.models import Patient
from patients.search import SearchTerms, search


class PatientCreation(ApiView):
    @idempotent
    @extend_schema(request=serializers.PatientIn, responses={201: serializers.PatientOut})
    def post(self, request: Request) -> Response:
        """Record one person who was told the notice in force."""
        told = read(serializers.PatientIn, request.data)
        consent = told["consent"] or {"notice_version": None, "channel": self.actor.channel.value}
        patient = services.create_patient(
            actor=self.actor,
            practice_id=told["practice"],
            identity=serializers.identity_of(told),
            contact=serializers.contact_of(told),
            nir=told["nir"] or "",
            notice_version=consent["notice_version"],
            notice_channel=consent["channel"],
            confirm_not_duplicate=told["confirm_not_duplicate"],
            reach=Reach(told["reach"]) if told["reach"] else None,
            minor_may_wait=told["minor_may_wait"],
        )
        response = _shown(patient, 201)
        response["Location"] = reverse("api-patient", args=[patient.id])
        return response


class PatientSearch(ApiView):
    @extend_schema(request=serializers.SearchIn, responses=serializers.PatientPageOut)
    def post(self, request: Request) -> Response:
        """At most 20 patients of the caller's practices who fit every term given."""
        asked = read(serializers.SearchIn, request.data)
        terms = SearchTerms(
            practice_id=asked["practice"],
            birth_date=asked["birth_date"],
            name=asked["name"] or "",
            phone=asked["phone"] or "",
            nir=asked["nir"] or "",
        )
        lines = search(self.actor, terms)
        return Response({"results": serializers.PatientLineOut(lines, many=True).data, "next": None})


class PatientDetail(ApiView):
    @extend_schema(responses=serializers.PatientOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Open one patient's file."""
        no_parameters(request)
        return _shown(queries.open_patient(self.actor, patient_id))

    @extend_schema(parameters=[IF_MATCH], request=serializers.PatientChangesIn, responses=serializers.PatientOut)
    def patch(self, request: Request, patient_id: UUID) -> Response:
        """Change what is given, leave the rest."""
        patient = services.update_patient(
            actor=self.actor,
            patient_id=patient_id,
            changes=serializers.changes_of(read(serializers.PatientChangesIn, request.data)),
            version=seen_version(request),
        )
        return _shown(patient)


class NirDisclosure(ApiView):
    @extend_schema(request=serializers.ReasonIn, responses=serializers.NirOut)
    def post(self, request: Request, patient_id: UUID) -> Response:
        """The NIR in clear, within five minutes of a step-up."""
        reason = read(serializers.ReasonIn, request.data)["reason"]
        nir = services.disclose_nir(actor=self.actor, patient_id=patient_id, reason=reason)
        return Response({"nir": nir})


class MedicalNote(ApiView):
    @extend_schema(request=serializers.NoteIn, responses={204: None})
    def put(self, request: Request, patient_id: UUID) -> Response:
        """Write the sealed note; an empty text clears it."""
        text = read(serializers.NoteIn, request.data)["text"]
        services.set_medical_note(actor=self.actor, patient_id=patient_id, text=text)
        return Response(status=204)


class MedicalNoteDisclosure(ApiView):
    @extend_schema(request=serializers.ReasonIn, responses=serializers.NoteOut)
    def post(self, request: Request, patient_id: UUID) -> Response:
        """The note in clear."""
        reason = read(serializers.ReasonIn, request.data)["reason"]
        text = services.disclose_medical_note(actor=self.actor, patient_id=patient_id, reason=reason)
        return Response({"text": text})


class RelativeList(ApiView):
    @extend_schema(responses=serializers.RelativePageOut)
    def get(self, request: Request, patient_id: UUID) -> Response:
        """Every relation of one patient, present and ended."""
        no_parameters(request)
        queries.open_patient(self.actor, patient_id)
        relatives = queries.relatives_of(self.actor, patient_id)
        return Response({"results": serializers.RelativeOut(relatives, many=True).data, "next": None})

    @idempotent
    @extend_schema(request=serializers.RelativeIn, responses={201: serializers.RelativeOut})
    def post(self, request: Request, patient_id: UUID) -> Response:
        """Add a relative: another patient of the practice, or a name and a number."""
        told = read(serializers.RelativeIn, request.data)
        relative = services.add_relative(
            actor=self.actor,
            patient_id=patient_id,
            relation=told["relation"],
            scope=told["scope"],
            related_patient_id=told["related_patient"],
            name=told["name"],
            phone=told["phone"],
            starts_on=told["starts_on"],
        )
        return Response(serializers.RelativeOut(relative).data, status=201)


class RelativeEnd(ApiView):
    @extend_schema(request=serializers.RelativeEndIn, responses=serializers.RelativeOut)
    def post(self, request: Request, patient_id: UUID, relative_id: UUID) -> Response:
        """End a relation; it stays on record."""
        relative = services.end_relative(
            actor=self.actor,
            patient_id=patient_id,
            relative_id=relative_id,
            ends_on=read(serializers.RelativeEndIn, request.data)["ends_on"],
        )
        return Response(serializers.RelativeOut(relative).data)


def _shown(patient: Patient, status: int = 200) -> Response:
    data: Any = serializers.PatientOut(patient).data
    return Response(data, status=status, headers={"ETag": f'W/"{patient.version}"'})
