"""How the agenda reads in the API: input and output apart, nothing here writes."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from booking.compaction import Order
from booking.consigne_shapes import AnswersField, FollowedOut
from booking.guardian_serializers import AttestationIn, SecrecyIn
from booking.lifecycle import Status
from booking.local_time import local, written
from booking.models import Appointment, CancelledBy, PresenceThrough
from booking.queries import SlotGroup, SlotSearch
from booking.services.hold import Hold
from booking.sieve import MARKS
from core.json_api import (
    CountInAddressField,
    IdField,
    InstantField,
    OneOf,
    ReasonField,
    StrictSerializer,
    StringField,
    TextField,
)
from core.moments import read_instant_or_date

LONGEST_NOTE, LONGEST_REASON = 2000, 500
# An unencoded "+01:00" in an address arrives as " 01:00".
LOST_PLUS = re.compile(r" (?=[0-9]{2}:[0-9]{2}\Z)")


@extend_schema_field(
    {"type": "string", "description": "RFC 3339 avec décalage, ou une date (son premier minuit sur place)."}
)
class InstantOrDateField(InstantField):
    """For the bounds of a period in an address: an instant, or a date."""

    def _read(self, text: str) -> datetime | date:
        return read_instant_or_date(LOST_PLUS.sub("+", text))


class Period(StrictSerializer):
    """`from` and `to`: Python's own word cannot be written as an attribute."""

    def get_fields(self) -> Any:
        return {**super().get_fields(), "from": InstantOrDateField(), "to": InstantOrDateField()}


class SlotQuery(Period):
    visit_reason = IdField()
    practitioner_role = serializers.ListField(child=IdField(), max_length=200, required=False)
    patient = IdField(required=False)
    limit = CountInAddressField(min_value=1, max_value=10_000, required=False)
    order = OneOf([order.value for order in Order], default=Order.CHRONOLOGICAL.value)


class AppointmentQuery(Period):
    practice = IdField()
    practitioner_role = IdField(required=False)
    patient = IdField(required=False)
    cursor = StringField(max_length=200, required=False)
    limit = CountInAddressField(min_value=1, max_value=200, required=False, default=100)


class HoldIn(StrictSerializer):
    visit_reason = IdField()
    practitioner_role = IdField()
    start = InstantField()


class OverbookedIn(StrictSerializer):
    reason = ReasonField(min_length=3, max_length=LONGEST_REASON)


class BookingIn(StrictSerializer):
    """Either `hold`, or `visit_reason`, `practitioner_role` and `start`."""

    patient = IdField()
    hold = IdField(required=False)
    visit_reason = IdField(required=False)
    practitioner_role = IdField(required=False)
    start = InstantField(required=False)
    note = TextField(lines=True, max_length=LONGEST_NOTE, required=False, allow_blank=True)
    overbooked = OverbookedIn(required=False)
    guardian = AttestationIn(required=False)
    minor_secrecy = SecrecyIn(required=False)
    proxy = IdField(required=False)
    consignes = AnswersField(required=False, help_text="ce qui a été répondu aux consignes")

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        direct = ("visit_reason", "practitioner_role", "start")
        if "hold" in values:
            wrong = [name for name in (*direct, "overbooked") if name in values]
            sentence, code = "Ce champ ne va pas avec « hold ».", "not-with-hold"
        else:
            wrong = [name for name in direct if name not in values]
            sentence, code = "Ce champ est obligatoire sans « hold ».", "required"
        if wrong:
            raise serializers.ValidationError({name: serializers.ErrorDetail(sentence, code=code) for name in wrong})
        return values


class MoveIn(StrictSerializer):
    visit_reason = IdField(required=False)
    practitioner_role = IdField(required=False)
    start = InstantField()
    consignes = AnswersField(required=False)


class CancellationIn(StrictSerializer):
    by = OneOf(CancelledBy.values)
    reason = ReasonField(max_length=LONGEST_REASON)


class SlotMarkOut(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    effect = serializers.ChoiceField(choices=[effect.value for effect in MARKS])


class SlotGroupOut(serializers.Serializer[Any]):
    practitioner_role = serializers.UUIDField()
    location = serializers.UUIDField()
    timezone = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    starts = serializers.ListField(child=serializers.DateTimeField())
    marks = SlotMarkOut(many=True, help_text="horaires où une consigne exige, demande ou avertit, au plus grave")


class SlotsOut(serializers.Serializer[Any]):
    results = SlotGroupOut(many=True)
    next_available = serializers.DateTimeField(allow_null=True)


class HoldOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    visit_reason = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()
    expires_at = serializers.DateTimeField()


class GuardianOut(serializers.Serializer[Any]):
    state = OneOf(["awaited"])
    expires_at = serializers.DateTimeField()


class PresenceOut(serializers.Serializer[Any]):
    said_at = serializers.DateTimeField()
    through = OneOf(PresenceThrough.values)


class AppointmentOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField()
    practitioner_role = serializers.UUIDField()
    location = serializers.UUIDField()
    patient = serializers.UUIDField()
    visit_reason = serializers.UUIDField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    timezone = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    status = OneOf([status.value for status in Status])
    guardian = GuardianOut(allow_null=True, help_text="l'accord attendu d'un représentant légal, ou null")
    minor_secrecy = serializers.BooleanField(help_text="rien n'est dit aux parents (L1111-5)")
    lane = serializers.IntegerField()
    overbooked = serializers.BooleanField()
    orphaned = serializers.BooleanField()
    has_note = serializers.BooleanField()
    presence = PresenceOut(allow_null=True, help_text="le patient a dit qu'il viendrait à cette heure, ou null")
    series = serializers.UUIDField(allow_null=True, help_text="commun aux rendez-vous d'une même série")
    cancelled_by = serializers.CharField(allow_null=True, help_text="patient, practice, ou null")
    channel = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class AppointmentDetailOut(AppointmentOut):
    policy_version = serializers.IntegerField(
        allow_null=True, help_text="version du texte d'information en vigueur quand le rendez-vous a été pris"
    )
    consignes = FollowedOut(many=True, help_text="appliquées, telles qu'elles se lisaient alors")


class AppointmentPageOut(serializers.Serializer[Any]):
    results = AppointmentOut(many=True)
    next = serializers.URLField(allow_null=True)


def slots_out(found: SlotSearch) -> Mapping[str, Any]:
    """Starts grouped by agenda: one string a start, no serializer a row (a month of slots is thousands)."""
    said = {zone: _said(found.groups, zone) for zone in {group.timezone for group in found.groups}}
    return {
        "results": [
            {
                "practitioner_role": str(group.practitioner_role_id),
                "location": str(group.location_id),
                "timezone": group.timezone,
                "duration_minutes": group.duration_minutes,
                "starts": [said[group.timezone][start] for start in group.seconds],
                "marks": [{"start": start.isoformat(), "effect": effect} for start, effect in group.marks.items()],
            }
            for group in found.groups
        ],
        "next_available": found.next_available and found.next_available.isoformat(),
    }


def _said(groups: Iterable[SlotGroup], zone: str) -> dict[int, str]:
    """The starts of all agendas of a zone, written once: many are free at the same time."""
    return written((start for group in groups if group.timezone == zone for start in group.seconds), zone)


def hold_out(hold: Hold) -> Mapping[str, Any]:
    return {
        "id": str(hold.id),
        "visit_reason": str(hold.visit_reason_id),
        "practitioner_role": str(hold.practitioner_role_id),
        "start": local(hold.start, hold.timezone).isoformat(),
        "end": local(hold.end, hold.timezone).isoformat(),
        "timezone": hold.timezone,
        "expires_at": local(hold.expires_at, hold.timezone).isoformat(),
    }


def appointment_out(visit: Appointment) -> Mapping[str, Any]:
    """Ids, times and state. What people wrote about it stays sealed."""
    zone = visit.location.timezone
    return {
        "id": str(visit.id),
        "practice": str(visit.practice_id),
        "practitioner_role": str(visit.practitioner_role_id),
        "location": str(visit.location_id),
        "patient": str(visit.patient_id),
        "visit_reason": str(visit.visit_reason_id),
        "start": local(visit.starts_at, zone).isoformat(),
        "end": local(visit.ends_at, zone).isoformat(),
        "timezone": zone,
        "duration_minutes": visit.duration_minutes,
        "status": visit.status,
        "guardian": _awaited(visit, zone),
        "minor_secrecy": visit.minor_secrecy,
        "lane": visit.lane,
        "overbooked": visit.is_overbooked,
        "orphaned": visit.is_orphaned,
        "has_note": visit.note is not None,
        "presence": _presence(visit, zone),
        "series": visit.series_id and str(visit.series_id),
        "cancelled_by": visit.cancelled_by or None,
        "channel": visit.channel,
        "version": visit.version,
        "created_at": local(visit.created_at, zone).isoformat(),
        "updated_at": local(visit.updated_at, zone).isoformat(),
    }


def _presence(visit: Appointment, zone: str) -> Mapping[str, Any] | None:
    through = visit.presence
    if through is None or visit.presence_at is None:
        return None
    return {"said_at": local(visit.presence_at, zone).isoformat(), "through": through.value}


def _awaited(visit: Appointment, zone: str) -> Mapping[str, Any] | None:
    if visit.status != Status.PENDING or visit.pending_until is None:
        return None
    return {"state": "awaited", "expires_at": local(visit.pending_until, zone).isoformat()}
