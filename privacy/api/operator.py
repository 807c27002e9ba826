"""The operator's file for programs: hosts, processors, the protection of places, and what rings."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.day_fields import DayField
from core.json_api import ApiView, Nothing, OneOf, StrictSerializer, StringField, TextField, no_parameters, read
from idempotency.api import idempotent
from privacy import operator_queries as queries
from privacy.models import PhysicalEvidence
from privacy.operator.hosting import Activity
from privacy.services import evidence, hosting, processors


class HostIn(StrictSerializer):
    name = TextField(max_length=120)
    siren = StringField(max_length=11, help_text="neuf chiffres")
    certificate_number = TextField(max_length=60)
    activities = serializers.ListField(child=OneOf([each.value for each in Activity]), max_length=len(Activity))
    country = StringField(max_length=2, help_text="ISO 3166, dans l'Espace économique européen")
    issued_on = DayField()
    expires_on = DayField()


class ProcessorIn(StrictSerializer):
    name = TextField(max_length=120)
    service = TextField(max_length=200)
    country = StringField(max_length=2, help_text="ISO 3166")
    contract = TextField(max_length=120)
    signed_on = DayField()
    review_on = DayField()


class EvidenceIn(StrictSerializer):
    kind = OneOf(PhysicalEvidence.Kind.choices)
    place = TextField(max_length=120)
    what = TextField(max_length=300)
    seen_on = DayField()
    review_on = DayField()


class NextReviewIn(StrictSerializer):
    review_on = DayField(help_text="à venir")


class HostOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    siren = serializers.CharField()
    certificate_number = serializers.CharField()
    activities = serializers.ListField(child=serializers.CharField())
    country = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()


class ProcessorOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    service = serializers.CharField()
    country = serializers.CharField()
    contract = serializers.CharField()
    signed_on = serializers.DateField()
    review_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()


class EvidenceOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    place = serializers.CharField()
    what = serializers.CharField()
    seen_on = serializers.DateField()
    review_on = serializers.DateField()
    recorded_at = serializers.DateTimeField()


class AlarmOut(serializers.Serializer[Any]):
    """`blocking`: production is not ready while it stands."""

    code = serializers.CharField()
    says = serializers.CharField()
    blocking = serializers.BooleanField()


class HostPageOut(serializers.Serializer[Any]):
    results = HostOut(many=True)
    next = serializers.URLField(allow_null=True)


class ProcessorPageOut(serializers.Serializer[Any]):
    results = ProcessorOut(many=True)
    next = serializers.URLField(allow_null=True)


class EvidencePageOut(serializers.Serializer[Any]):
    results = EvidenceOut(many=True)
    next = serializers.URLField(allow_null=True)


class AlarmPageOut(serializers.Serializer[Any]):
    results = AlarmOut(many=True)
    next = serializers.URLField(allow_null=True)


class OperatorAlarms(ApiView):
    @extend_schema(operation_id="operator_alarms", responses=AlarmPageOut)
    def get(self, request: Request) -> Response:
        """What keeps production from being ready, then the certificates and reviews that are late or near."""
        no_parameters(request)
        return _listed(AlarmOut, queries.alarms(self.actor))


class HostList(ApiView):
    @extend_schema(operation_id="operator_hosts", responses=HostPageOut)
    def get(self, request: Request) -> Response:
        """The hosts of health data in force, the first certificate to expire first."""
        no_parameters(request)
        return _listed(HostOut, queries.hosts(self.actor))

    @extend_schema(request=HostIn, responses={201: HostOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """A certificate in force; a renewed one is a new line, and the former is ended."""
        made = hosting.record_host(actor=self.actor, **read(HostIn, request.data))
        return Response(HostOut(made).data, status=201)


class HostEnd(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, host_id: UUID) -> Response:
        """The certificate was replaced, or the host left."""
        read(Nothing, request.data)
        hosting.end_host(actor=self.actor, host_id=host_id)
        return Response(status=204)


class ProcessorList(ApiView):
    @extend_schema(operation_id="operator_processors", responses=ProcessorPageOut)
    def get(self, request: Request) -> Response:
        """The processors under contract, the first to be reviewed first."""
        no_parameters(request)
        return _listed(ProcessorOut, queries.processors(self.actor))

    @extend_schema(request=ProcessorIn, responses={201: ProcessorOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """A contract of processing (GDPR art. 28) and the day its guarantees are reviewed."""
        made = processors.record_processor(actor=self.actor, **read(ProcessorIn, request.data))
        return Response(ProcessorOut(made).data, status=201)


class ProcessorReview(ApiView):
    @extend_schema(request=NextReviewIn, responses=ProcessorOut)
    def post(self, request: Request, processor_id: UUID) -> Response:
        """Looked at today; again on `review_on`."""
        told = read(NextReviewIn, request.data)
        seen = processors.review_processor(actor=self.actor, processor_id=processor_id, **told)
        return Response(ProcessorOut(seen).data)


class ProcessorEnd(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, processor_id: UUID) -> Response:
        """The contract has ended."""
        read(Nothing, request.data)
        processors.end_processor(actor=self.actor, processor_id=processor_id)
        return Response(status=204)


class EvidenceList(ApiView):
    @extend_schema(operation_id="operator_evidence", responses=EvidencePageOut)
    def get(self, request: Request) -> Response:
        """What shows that places are protected, the first to be seen again first."""
        no_parameters(request)
        return _listed(EvidenceOut, queries.evidence(self.actor))

    @extend_schema(request=EvidenceIn, responses={201: EvidenceOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Somebody saw it on that day."""
        made = evidence.record_evidence(actor=self.actor, **read(EvidenceIn, request.data))
        return Response(EvidenceOut(made).data, status=201)


class EvidenceEnd(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, evidence_id: UUID) -> Response:
        """Seen again under another entry, or gone."""
        read(Nothing, request.data)
        evidence.end_evidence(actor=self.actor, evidence_id=evidence_id)
        return Response(status=204)


def _listed(shape: type[serializers.Serializer[Any]], rows: list[Any]) -> Response:
    return Response({"results": shape(rows, many=True).data, "next": None})
