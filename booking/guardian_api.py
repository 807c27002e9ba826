"""Guardians and relatives over the API: parse, one call, present."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from booking import guardian_serializers as shapes
from booking import queries, services
from booking.local_time import local
from booking.models import Appointment
from booking.serializers import AppointmentOut, appointment_out
from core.json_api import IF_MATCH, ApiView, Nothing, no_parameters, query_of, read, seen_version
from idempotency.api import idempotent


class GuardianOfAppointment(ApiView):
    @extend_schema(responses=shapes.GuardianFileOut)
    def get(self, request: Request, appointment_id: UUID) -> Response:
        """Who must agree, where they stand, what each answered, and the sentence to read aloud."""
        no_parameters(request)
        return Response(shapes.guardian_file_out(queries.guardian_file(self.actor, appointment_id)))

    @extend_schema(parameters=[IF_MATCH], request=shapes.AnswerIn, responses=AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Note what a holder of parental authority answered on the phone."""
        told = read(shapes.AnswerIn, request.data)
        return _shown(
            services.record_guardian(
                actor=self.actor,
                appointment_id=appointment_id,
                said=shapes.attestation_of(told),
                expected_version=seen_version(request),
            )
        )


class GuardianLinkCreation(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=shapes.LinkIn, responses=AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Send the guardian a new link, to the contact given or to the one known; the former one ends."""
        told = read(shapes.LinkIn, request.data)
        return _shown(
            services.send_guardian_link(
                actor=self.actor,
                appointment_id=appointment_id,
                contact=told["contact"],
                expected_version=seen_version(request),
            )
        )


class GuardianSettlement(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=shapes.GuardianSettlementIn, responses=AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Two guardians disagree: the practice keeps the visit, and says why."""
        told = read(shapes.GuardianSettlementIn, request.data)
        return _shown(
            services.settle_guardians(
                actor=self.actor,
                appointment_id=appointment_id,
                reason=told["reason"],
                expected_version=seen_version(request),
            )
        )


class GuardianWithdrawal(ApiView):
    @extend_schema(request=None, responses=AppointmentOut)
    def post(self, request: Request, appointment_id: UUID, consent_id: UUID) -> Response:
        """A guardian takes an agreement back."""
        read(Nothing, request.data)
        return _shown(
            services.withdraw_guardian(actor=self.actor, appointment_id=appointment_id, consent_id=consent_id)
        )


class MinorSecrecy(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=shapes.SecrecyIn, responses=AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """The minor objects to the parents being told (L1111-5)."""
        told = read(shapes.SecrecyIn, request.data)
        return _shown(
            services.keep_secret(
                actor=self.actor,
                appointment_id=appointment_id,
                secrecy=shapes.secrecy_of(told),
                expected_version=seen_version(request),
            )
        )


class PendingList(ApiView):
    @extend_schema(parameters=[shapes.PracticeAsked], responses=shapes.WaitingPageOut)
    def get(self, request: Request) -> Response:
        """Visits of children that wait for a guardian, or lost the agreement they had."""
        asked = read(shapes.PracticeAsked, query_of(request.query_params))
        found = queries.pending_visits(self.actor, asked["practice"])
        return Response({"results": [shapes.waiting_out(one) for one in found], "next": None})


class AppointmentsOfProxy(ApiView):
    @extend_schema(responses=shapes.ProxyPageOut)
    def get(self, request: Request, patient_id: UUID, relative_id: UUID) -> Response:
        """The visits of which this relative may hear today."""
        no_parameters(request)
        found = queries.appointments_for_proxy(self.actor, patient_id, relative_id)
        return Response({"results": [_heard(visit) for visit in found], "next": None})


def _heard(visit: Appointment) -> dict[str, str]:
    zone = visit.location.timezone
    return {
        "id": str(visit.id),
        "start": local(visit.starts_at, zone).isoformat(),
        "timezone": zone,
        "location": str(visit.location_id),
        "status": visit.status,
    }


def _shown(visit: Appointment) -> Response:
    return Response(appointment_out(visit), headers={"ETag": f'W/"{visit.version}"'})
