"""The register of incidents for programs, and the one-click report of a lost or stolen account (CH-07)."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.json_api import (
    ApiView,
    CountField,
    IdField,
    InstantField,
    Nothing,
    OneOf,
    ReasonField,
    StrictSerializer,
    TextField,
    no_parameters,
    read,
)
from core.plain_text import LONGEST_REASON
from idempotency.api import idempotent
from privacy import incident_queries
from privacy.incident_queries import line_of
from privacy.models.incident import DataCategory, Incident, Nature, Risk
from privacy.services import incidents as services
from privacy.services.incidents import LONGEST_TEXT

MOST_PERSONS = 100_000_000


class IncidentInput(StrictSerializer):
    practice = IdField(required=False)
    secretariat = IdField(required=False)
    description = ReasonField(max_length=LONGEST_TEXT)
    known_at = InstantField()
    occurred_at = InstantField(required=False)


class AssessmentInput(StrictSerializer):
    risk = OneOf(choices=Risk.values)
    natures = serializers.ListField(child=OneOf(choices=Nature.values), required=False, max_length=len(Nature.values))
    categories = serializers.ListField(
        child=OneOf(choices=DataCategory.values), required=False, max_length=len(DataCategory.values)
    )
    persons_count = CountField(min_value=0, max_value=MOST_PERSONS, required=False)
    consequences = TextField(max_length=LONGEST_TEXT, lines=True, required=False, allow_blank=True)
    measures = TextField(max_length=LONGEST_TEXT, lines=True, required=False, allow_blank=True)


class NotificationInput(StrictSerializer):
    notified_at = InstantField()
    delay_reason = TextField(max_length=LONGEST_REASON, lines=True, required=False, allow_blank=True)


class PersonsToldInput(StrictSerializer):
    told_at = InstantField()


class IncidentOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="incident.id")
    practice = serializers.UUIDField(source="incident.practice_id", allow_null=True)
    secretariat = serializers.UUIDField(source="incident.secretariat_id", allow_null=True)
    origin = serializers.CharField(source="incident.origin")
    account = serializers.UUIDField(source="incident.account_id", allow_null=True)
    occurred_at = serializers.DateTimeField(source="incident.occurred_at", allow_null=True)
    known_at = serializers.DateTimeField(source="incident.known_at")
    natures = serializers.ListField(source="incident.natures", child=serializers.CharField())
    categories = serializers.ListField(source="incident.categories", child=serializers.CharField())
    persons_count = serializers.IntegerField(source="incident.persons_count", allow_null=True)
    risk = serializers.CharField(source="incident.risk")
    cnil_notified_at = serializers.DateTimeField(source="incident.cnil_notified_at", allow_null=True)
    persons_told_at = serializers.DateTimeField(source="incident.persons_told_at", allow_null=True)
    closed_at = serializers.DateTimeField(source="incident.closed_at", allow_null=True)
    standing = serializers.CharField()
    deadline = serializers.DateTimeField()
    hours_left = serializers.IntegerField(allow_null=True)


class IncidentTextsOut(serializers.Serializer[Any]):
    description = serializers.CharField()
    consequences = serializers.CharField()
    measures = serializers.CharField()
    delay_reason = serializers.CharField()


class IncidentList(ApiView):
    @extend_schema(responses=IncidentOut(many=True))
    def get(self, request: Request) -> Response:
        """Every incident of the caller's organisations, the next to be notified first."""
        no_parameters(request)
        results = IncidentOut(incident_queries.incidents_of(self.actor), many=True).data
        return Response({"results": results, "next": None})

    @extend_schema(request=IncidentInput, responses={201: IncidentOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Declare an incident; the 72 hours run from `known_at`."""
        values = read(IncidentInput, request.data)
        made = services.declare_incident(
            actor=self.actor,
            practice_id=values.get("practice"),
            secretariat_id=values.get("secretariat"),
            description=values["description"],
            known_at=values["known_at"],
            occurred_at=values.get("occurred_at"),
        )
        return _one(made, 201)


class IncidentDetail(ApiView):
    @extend_schema(responses=IncidentOut)
    def get(self, request: Request, incident_id: UUID) -> Response:
        """One incident and its clock, without its texts."""
        no_parameters(request)
        return _one(incident_queries.incident_in(self.actor, incident_id))


class IncidentTextsDisclosure(ApiView):
    @extend_schema(request=None, responses=IncidentTextsOut)
    def post(self, request: Request, incident_id: UUID) -> Response:
        """What was written about it, in clear; the reading is journalled."""
        read(Nothing, request.data)
        incident = incident_queries.incident_in(self.actor, incident_id)
        return Response(IncidentTextsOut(incident_queries.open_texts(self.actor, incident)).data)


class IncidentAssessment(ApiView):
    @extend_schema(request=AssessmentInput, responses=IncidentOut)
    def post(self, request: Request, incident_id: UUID) -> Response:
        """What is known now, and the decision about the risk."""
        values = read(AssessmentInput, request.data)
        return _one(services.assess_incident(actor=self.actor, incident_id=incident_id, **values))


class IncidentNotification(ApiView):
    @extend_schema(request=NotificationInput, responses=IncidentOut)
    def post(self, request: Request, incident_id: UUID) -> Response:
        """When the CNIL was notified; after 72 hours, why so late."""
        values = read(NotificationInput, request.data)
        return _one(services.note_notification(actor=self.actor, incident_id=incident_id, **values))


class IncidentPersonsTold(ApiView):
    @extend_schema(request=PersonsToldInput, responses=IncidentOut)
    def post(self, request: Request, incident_id: UUID) -> Response:
        """When the persons concerned were told."""
        values = read(PersonsToldInput, request.data)
        return _one(services.note_persons_told(actor=self.actor, incident_id=incident_id, **values))


class IncidentClosure(ApiView):
    @extend_schema(request=None, responses=IncidentOut)
    def post(self, request: Request, incident_id: UUID) -> Response:
        """Nothing remains to be done; 422 `incident-unfinished` names what does."""
        read(Nothing, request.data)
        return _one(services.close_incident(actor=self.actor, incident_id=incident_id))


class OwnCompromise(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """My account is lost, stolen or in other hands: it closes at once, this session too."""
        read(Nothing, request.data)
        services.report_compromise(actor=self.actor)
        return Response(status=204)


class PersonCompromise(ApiView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, user_id: UUID) -> Response:
        """The same for one of the caller's own people."""
        read(Nothing, request.data)
        services.report_compromise(actor=self.actor, user_id=user_id)
        return Response(status=204)


def _one(incident: Incident, status: int = 200) -> Response:
    return Response(IncidentOut(line_of(incident, clock.now())).data, status=status)
