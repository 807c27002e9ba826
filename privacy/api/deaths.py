"""Deaths and directives, for programs: parse, one call, present."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.day_fields import DayField
from core.json_api import (
    ApiView,
    IdField,
    OneOf,
    ReasonField,
    StrictSerializer,
    TextField,
    no_parameters,
    query_of,
    read,
)
from core.scoping import Channel
from idempotency.api import idempotent
from patients.erasable import Part
from privacy.certificate import certificate_of, printed
from privacy.deaths import deaths_of, open_death
from privacy.models import DeathReport, DeathSource, DirectiveKind
from privacy.plans import plan_of
from privacy.services.deaths import confirm_death, report_death, stop_report
from privacy.services.directives import (
    MAX_EXECUTOR,
    MAX_TEXT,
    directives_of,
    give_directive,
    open_directive,
    revoke_directive,
)

_PARTS = [part.value for part in Part]


class DeathQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class DirectiveQuery(StrictSerializer):
    """`?practice=&patient=`."""

    practice = IdField()
    patient = IdField()


class DeathIn(StrictSerializer):
    practice = IdField()
    patient = IdField()
    source = OneOf(DeathSource.values)  # type: ignore[assignment]
    died_on = DayField(required=False, allow_null=True, default=None)
    certificate = TextField(required=False, allow_blank=True, default="", max_length=120)


class StopIn(StrictSerializer):
    reason = ReasonField(max_length=500)


class ConfirmIn(StrictSerializer):
    """`keep`: what general directives keep, as read at the third party; nothing is not an empty list."""

    keep = serializers.ListField(child=OneOf(_PARTS), required=False, allow_null=True, default=None, max_length=5)


class DirectiveIn(StrictSerializer):
    practice = IdField()
    patient = IdField()
    kind = OneOf(DirectiveKind.values)
    text = ReasonField(max_length=MAX_TEXT)
    keep = serializers.ListField(child=OneOf(_PARTS), required=False, default=list, max_length=5)
    executor = TextField(lines=True, required=False, allow_blank=True, default="", max_length=MAX_EXECUTOR)


class DeathOut(serializers.Serializer[Any]):
    """Ids and codes: the person's name is in the record, while there is one."""

    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    patient = serializers.UUIDField(source="patient_id")
    state = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    died_on = serializers.DateField(allow_null=True)
    reported_by = serializers.UUIDField(source="reported_by_id", allow_null=True)
    reported_at = serializers.DateTimeField()
    confirmed_by = serializers.UUIDField(source="confirmed_by_id", allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    kept = serializers.ListField(child=serializers.CharField())
    erasure = serializers.UUIDField(source="entry_id", allow_null=True)


class DeathPageOut(serializers.Serializer[Any]):
    results = DeathOut(many=True)
    next = serializers.CharField(allow_null=True)


class PlanOut(serializers.Serializer[Any]):
    branch = serializers.CharField()
    keep = serializers.ListField(child=serializers.CharField())
    holds = serializers.ListField(child=serializers.CharField(), source="grounds")
    directive = serializers.CharField(source="directive_kind", allow_null=True)
    must_consult = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    awaited = serializers.IntegerField()


class DeathWithPlanOut(serializers.Serializer[Any]):
    death = DeathOut()
    plan = PlanOut()


class CertificateOut(serializers.Serializer[Any]):
    """Ids, dates and counts: no name. `seal` proves that this installation wrote the line."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField()
    records = serializers.ListField(child=serializers.UUIDField())
    law = serializers.CharField()
    erased_at = serializers.DateTimeField()
    kept = serializers.ListField(child=serializers.DictField())
    destroyed = serializers.ListField(child=serializers.DictField())
    key_destroyed = serializers.BooleanField()
    digest = serializers.CharField()
    seal = serializers.CharField()
    is_intact = serializers.BooleanField()


class DirectiveOut(serializers.Serializer[Any]):
    """Its words are sealed: `/directives/{id}` opens them."""

    id = serializers.UUIDField()
    patient = serializers.UUIDField(source="patient_id")
    kind = serializers.CharField()
    keep = serializers.ListField(child=serializers.CharField())
    given_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class DirectivePageOut(serializers.Serializer[Any]):
    results = DirectiveOut(many=True)
    next = serializers.CharField(allow_null=True)


class DirectiveTextOut(serializers.Serializer[Any]):
    text = serializers.CharField()
    executor = serializers.CharField()


class DeathList(ApiView):
    @extend_schema(operation_id="deaths_list", parameters=[DeathQuery], responses=DeathPageOut)
    def get(self, request: Request) -> Response:
        """The reported deaths of a practice, those that wait first."""
        asked = read(DeathQuery, query_of(request.query_params))
        found = deaths_of(self.actor, asked["practice"])
        return Response({"results": DeathOut(found, many=True).data, "next": None})

    @idempotent
    @extend_schema(request=DeathIn, responses={201: DeathOut})
    def post(self, request: Request) -> Response:
        """Report a death; somebody else confirms it."""
        told = read(DeathIn, request.data)
        report = report_death(
            actor=self.actor,
            practice_id=told["practice"],
            patient_id=told["patient"],
            source=told["source"],
            died_on=told["died_on"],
            certificate=told["certificate"],
        )
        return _shown(report, 201)


class DeathDetail(ApiView):
    @extend_schema(responses=DeathWithPlanOut)
    def get(self, request: Request, report_id: UUID) -> Response:
        """One report, and what would become of the data."""
        no_parameters(request)
        report = open_death(self.actor, report_id)
        return Response({"death": DeathOut(report).data, "plan": PlanOut(plan_of(self.actor, report_id)).data})


class DeathStop(ApiView):
    @extend_schema(request=StopIn, responses=DeathOut)
    def post(self, request: Request, report_id: UUID) -> Response:
        """Stop a wrong report, until it is confirmed."""
        told = read(StopIn, request.data)
        return _shown(stop_report(actor=self.actor, report_id=report_id, reason=told["reason"]))


class DeathConfirm(ApiView):
    # Nothing about the person is kept for a retry: a second request hears that it is done.
    @extend_schema(request=ConfirmIn, responses=DeathOut)
    def post(self, request: Request, report_id: UUID) -> Response:
        """Confirm, as a second person with a fresh code: what neither a directive nor a hold keeps is destroyed."""
        told = read(ConfirmIn, request.data)
        return _shown(confirm_death(actor=self.actor, report_id=report_id, keep=told["keep"]))


class DeathCertificate(ApiView):
    @extend_schema(responses=CertificateOut)
    def get(self, request: Request, report_id: UUID) -> Response:
        """The certificate of erasure."""
        no_parameters(request)
        return Response(certificate_of(self.actor, report_id))


class DeathCertificatePdf(ApiView):
    @extend_schema(responses={(200, "application/pdf"): bytes})
    def get(self, request: Request, report_id: UUID) -> HttpResponse:
        """The same on paper."""
        no_parameters(request)
        return HttpResponse(
            printed(self.actor, report_id),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="effacement-{report_id}.pdf"'},
        )


class DirectiveList(ApiView):
    @extend_schema(operation_id="directives_list", parameters=[DirectiveQuery], responses=DirectivePageOut)
    def get(self, request: Request) -> Response:
        """What one person said about their data after death, the last word first."""
        asked = read(DirectiveQuery, query_of(request.query_params))
        found = directives_of(self.actor, asked["practice"], asked["patient"])
        return Response({"results": DirectiveOut(found, many=True).data, "next": None})

    @idempotent
    @extend_schema(request=DirectiveIn, responses={201: DirectiveOut})
    def post(self, request: Request) -> Response:
        """Record a directive; the former one is revoked."""
        told = read(DirectiveIn, request.data)
        directive = give_directive(
            actor=self.actor,
            practice_id=told["practice"],
            patient_id=told["patient"],
            kind=told["kind"],
            text=told["text"],
            keep=told["keep"],
            executor=told["executor"],
            channel=Channel.API,
        )
        return Response(DirectiveOut(directive).data, status=201)


class DirectiveDetail(ApiView):
    @extend_schema(responses=DirectiveTextOut)
    def get(self, request: Request, directive_id: UUID) -> Response:
        """Its words and who is charged with it, opened and journalled."""
        no_parameters(request)
        text, executor = open_directive(actor=self.actor, directive_id=directive_id)
        return Response({"text": text, "executor": executor})


class DirectiveRevocation(ApiView):
    @extend_schema(request=None, responses=DirectiveOut)
    def post(self, request: Request, directive_id: UUID) -> Response:
        """The person changed their mind."""
        return Response(DirectiveOut(revoke_directive(actor=self.actor, directive_id=directive_id)).data)


def _shown(report: DeathReport, status: int = 200) -> Response:
    return Response(DeathOut(report).data, status=status)
