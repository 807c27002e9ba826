"""The agenda over the API: slots, holds, appointments. Parse, one call, present."""

import base64
import binascii
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from booking import queries, services
from booking import serializers as shapes
from booking.compaction import Order
from booking.consigne_answers import consignes_of
from booking.consigne_shapes import answers_of, followed_out
from booking.guardian_serializers import attestation_of, secrecy_of
from booking.local_time import day_span
from booking.models import Appointment, CancelledBy
from booking.offer import offer_of
from core.errors import InvalidInput
from core.json_api import IF_MATCH, ApiView, Nothing, no_parameters, query_of, read, seen_version
from core.scoping import Actor
from idempotency.api import idempotent


class SlotList(ApiView):
    @extend_schema(parameters=[shapes.SlotQuery], responses=shapes.SlotsOut)
    def get(self, request: Request) -> Response:
        """Free starts of a visit reason, grouped by agenda; the next one after the period when it has none.

        `order=compact` puts first, day by day, the starts that leave no unusable gap.
        """
        asked = read(shapes.SlotQuery, query_of(request.query_params, repeatable=("practitioner_role",)))
        start, end = period_of(self.actor, asked, lambda: offer_of(self.actor, asked["visit_reason"]).terms.practice_id)
        found = queries.search_slots(
            self.actor,
            visit_reason_id=asked["visit_reason"],
            start=start,
            end=end,
            practitioner_role_ids=asked.get("practitioner_role"),
            limit=asked.get("limit"),
            patient_id=asked.get("patient"),
            order=Order(asked["order"]),
        )
        return Response(shapes.slots_out(found))


class HoldCreation(ApiView):
    @extend_schema(request=shapes.HoldIn, responses={201: shapes.HoldOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep an offered slot for two minutes while it is read back."""
        told = read(shapes.HoldIn, request.data)
        hold = services.hold_slot(
            actor=self.actor,
            visit_reason_id=told["visit_reason"],
            practitioner_role_id=told["practitioner_role"],
            start=told["start"],
        )
        return Response(shapes.hold_out(hold), status=201)


class HoldDetail(ApiView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, hold_id: UUID) -> Response:
        """Give a held slot back."""
        services.release_hold(actor=self.actor, hold_id=hold_id)
        return Response(status=204)


class AppointmentList(ApiView):
    @extend_schema(
        operation_id="appointments_list", parameters=[shapes.AppointmentQuery], responses=shapes.AppointmentPageOut
    )
    def get(self, request: Request) -> Response:
        """Appointments of a practice that start in the period, by start."""
        asked = read(shapes.AppointmentQuery, query_of(request.query_params))
        start, end = period_of(self.actor, asked, lambda: asked["practice"])
        page = queries.appointments(
            self.actor,
            practice_id=asked["practice"],
            start=start,
            end=end,
            practitioner_role_id=asked.get("practitioner_role"),
            patient_id=asked.get("patient"),
            after=cursor_after(asked.get("cursor")),
            limit=asked["limit"],
        )
        results = [shapes.appointment_out(visit) for visit in page.results]
        return Response({"results": results, "next": next_page(request, page.after)})

    @extend_schema(request=shapes.BookingIn, responses={201: shapes.AppointmentOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Book from a hold, or directly; `overbooked` passes over the offer with a reason."""
        told = read(shapes.BookingIn, request.data)
        more = _said_of_it(told)
        if "hold" in told:
            visit = services.book_from_hold(
                actor=self.actor, patient_id=told["patient"], hold_id=told["hold"], note=told.get("note"), **more
            )
        else:
            overbooked = told.get("overbooked")
            visit = services.book_appointment(
                actor=self.actor,
                patient_id=told["patient"],
                visit_reason_id=told["visit_reason"],
                practitioner_role_id=told["practitioner_role"],
                start=told["start"],
                note=told.get("note"),
                overbooked=overbooked and overbooked["reason"],
                **more,
            )
        return _shown(visit, 201)


class AppointmentDetail(ApiView):
    @extend_schema(responses=shapes.AppointmentDetailOut)
    def get(self, request: Request, appointment_id: UUID) -> Response:
        """One appointment, with its weak ETag and the policy that it was taken under."""
        no_parameters(request)
        visit = queries.appointment(self.actor, appointment_id)
        shown = _shown(visit)
        shown.data["consignes"] = followed_out(consignes_of(visit))
        shown.data["policy_version"] = queries.policy_version_of(visit)
        return shown


class AppointmentMove(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=shapes.MoveIn, responses=shapes.AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Move to another offered start; what is not given stays."""
        told = read(shapes.MoveIn, request.data)
        visit = services.move_appointment(
            actor=self.actor,
            appointment_id=appointment_id,
            start=told["start"],
            visit_reason_id=told.get("visit_reason"),
            practitioner_role_id=told.get("practitioner_role"),
            expected_version=seen_version(request),
            answers=answers_of(told),
        )
        return _shown(visit)


class AppointmentCancellation(ApiView):
    @extend_schema(parameters=[IF_MATCH], request=shapes.CancellationIn, responses=shapes.AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        """Cancel for the patient or the practice; the time is free at once."""
        told = read(shapes.CancellationIn, request.data)
        visit = services.cancel_appointment(
            actor=self.actor,
            appointment_id=appointment_id,
            by=CancelledBy(told["by"]),
            reason=told["reason"],
            expected_version=seen_version(request),
        )
        return _shown(visit)


class _Attendance(ApiView):
    """One verb without any field."""

    mark: Any

    @extend_schema(parameters=[IF_MATCH], request=None, responses=shapes.AppointmentOut)
    @idempotent
    def post(self, request: Request, appointment_id: UUID) -> Response:
        read(Nothing, request.data)
        return _shown(
            self.mark(actor=self.actor, appointment_id=appointment_id, expected_version=seen_version(request))
        )


class AppointmentArrival(_Attendance):
    mark = staticmethod(services.mark_arrived)


class AppointmentFulfilment(_Attendance):
    mark = staticmethod(services.mark_fulfilled)


class AppointmentNoshow(_Attendance):
    mark = staticmethod(services.mark_noshow)


def _said_of_it(told: dict[str, Any]) -> dict[str, Any]:
    """What was answered to consignes, who agreed, whether it is secret, the relative who books."""
    guardian, secrecy = told.get("guardian"), told.get("minor_secrecy")
    return {
        "answers": answers_of(told),
        "guardian": attestation_of(guardian) if guardian else None,
        "secrecy": secrecy_of(secrecy) if secrecy else None,
        "proxy_id": told.get("proxy"),
    }


def _shown(visit: Appointment, status: int = 200) -> Response:
    return Response(shapes.appointment_out(visit), status=status, headers={"ETag": f'W/"{visit.version}"'})


def period_of(actor: Actor, asked: dict[str, Any], practice: Any) -> tuple[datetime, datetime]:
    """The bounds as instants; a plain date is the midnight that begins it at the practice's place."""
    bounds = [asked["from"], asked["to"]]
    if not all(isinstance(bound, datetime) for bound in bounds):
        zone = queries.zone_of(actor, practice())
        bounds = [bound if isinstance(bound, datetime) else _midnight(bound, zone) for bound in bounds]
    return bounds[0], bounds[1]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.fromtimestamp(day_span(day, zone)[0], UTC)


def cursor_after(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        start, _, identifier = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        moment = datetime.fromisoformat(start)
        if moment.tzinfo is None:
            raise ValueError
        return moment, UUID(identifier)
    except (ValueError, binascii.Error):
        raise InvalidInput.at("cursor", "invalid-cursor", "Reprenez l'adresse donnée dans « next ».") from None


def next_page(request: Request, after: tuple[datetime, UUID] | None) -> str | None:
    if after is None:
        return None
    cursor = base64.urlsafe_b64encode(f"{after[0].isoformat()}|{after[1]}".encode()).decode()
    params = {**request.query_params.dict(), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(params)}")
