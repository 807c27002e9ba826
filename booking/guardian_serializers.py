"""How guardians and relatives read in the API: input and output apart, nothing here writes."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers

from booking.guardian_file import GuardianFile, Waiting
from booking.local_time import local
from booking.minors import Secrecy
from consent.attestation import LONGEST_NAME, Attestation, GuardianAnswer, GuardianRelation, GuardianScope
from consent.guardian_text import CURRENT
from consent.guardians import Guardianship
from consent.services.guardians import clean_guardian_name
from consent.standing import Standing
from core.errors import InvalidInput
from core.json_api import CountField, IdField, OneOf, ReasonField, StrictSerializer, StringField, TextField, YesNoField
from core.plain_text import LONGEST_REASON
from patients.phones import read_phone

RELATIONS = [one.value for one in GuardianRelation]
SCOPES = [one.value for one in GuardianScope]
ANSWERS = [one.value for one in GuardianAnswer]


def _read(reading: Callable[[str], str], value: str) -> str:
    """What `reading` makes of the value; its refusal is told at the field that was sent."""
    try:
        return reading(value)
    except InvalidInput as refusal:
        wrong = refusal.errors[0]
        raise serializers.ValidationError(wrong.detail, code=wrong.code) from None


class AttestationIn(StrictSerializer):
    """Who answered, by what right, for what, to which text. `child_joined` where both must agree."""

    name = TextField(max_length=LONGEST_NAME)
    relation = OneOf(RELATIONS)
    scope = OneOf(SCOPES, required=False, default=GuardianScope.APPOINTMENT.value)
    text_version = CountField(min_value=1, max_value=10_000)
    child_joined = YesNoField(required=False, default=False)
    related_person = IdField(required=False, allow_null=True, default=None)

    def validate_name(self, name: str) -> str:
        return _read(clean_guardian_name, name)


class AnswerIn(AttestationIn):
    answer = OneOf(ANSWERS)


class LinkIn(StrictSerializer):
    """`contact`: a guardian's own mobile or address, when none is known or another is given."""

    contact = StringField(max_length=254, required=False, allow_blank=True, default="")


class SecrecyIn(StrictSerializer):
    """L1111-5. `reason`: on whose instruction; `own_phone`: the minor's own number, the only one that is told."""

    reason = ReasonField(max_length=LONGEST_REASON)
    own_phone = StringField(max_length=40, required=False, allow_blank=True, default="")

    def validate_own_phone(self, number: str) -> str:
        return _read(read_phone, number) if number.strip() else ""


class GuardianSettlementIn(StrictSerializer):
    reason = ReasonField(max_length=LONGEST_REASON)


class GuardianTextOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    spoken = serializers.CharField()
    kept = serializers.ListField(child=serializers.CharField())
    objecting = serializers.CharField()
    sha256 = serializers.CharField()


class GuardianAnsweredOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    relation = OneOf(RELATIONS)
    scope = OneOf(SCOPES)
    answer = OneOf(ANSWERS)
    child_joined = serializers.BooleanField()
    channel = serializers.CharField()
    recorded_by = serializers.CharField(allow_blank=True)
    text_version = serializers.IntegerField()
    at = serializers.DateTimeField()
    withdrawn = serializers.BooleanField(source="is_withdrawn")
    settled = serializers.BooleanField(source="is_settled")


class GuardianFileOut(serializers.Serializer[Any]):
    appointment = serializers.UUIDField(source="appointment_id")
    who_must_agree = OneOf([one.value for one in Guardianship], source="rule")
    standing = OneOf([one.value for one in Standing])
    expires_at = serializers.DateTimeField(source="until", allow_null=True)
    answers = GuardianAnsweredOut(many=True)
    text = GuardianTextOut()


class WaitingOut(serializers.Serializer[Any]):
    appointment = serializers.UUIDField()
    patient = serializers.UUIDField()
    status = serializers.CharField()
    start = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    standing = OneOf([one.value for one in Standing])


class WaitingPageOut(serializers.Serializer[Any]):
    results = WaitingOut(many=True)
    next = serializers.CharField(allow_null=True)


class PracticeAsked(StrictSerializer):
    practice = IdField()


class ProxyVisitOut(serializers.Serializer[Any]):
    """When and where: a relative hears neither why nor what was written."""

    id = serializers.UUIDField()
    start = serializers.DateTimeField()
    timezone = serializers.CharField()
    location = serializers.UUIDField()
    status = serializers.CharField()


class ProxyPageOut(serializers.Serializer[Any]):
    results = ProxyVisitOut(many=True)
    next = serializers.CharField(allow_null=True)


def attestation_of(told: Mapping[str, Any]) -> Attestation:
    return Attestation(
        name=told["name"],
        relation=GuardianRelation(told["relation"]),
        scope=GuardianScope(told["scope"]),
        answer=GuardianAnswer(told.get("answer", GuardianAnswer.AGREED.value)),
        child_joined=told["child_joined"],
        text_version=told["text_version"],
        related_person_id=told["related_person"],
    )


def secrecy_of(told: Mapping[str, Any]) -> Secrecy:
    return Secrecy(told["reason"], told["own_phone"])


def guardian_file_out(file: GuardianFile) -> Mapping[str, Any]:
    data: Any = GuardianFileOut(file_with_text(file)).data
    return dict(data)


def file_with_text(file: GuardianFile) -> dict[str, Any]:
    return {
        "appointment_id": file.appointment_id,
        "rule": file.rule.value,
        "standing": file.standing.value,
        "until": file.until,
        "answers": file.answers,
        "text": CURRENT,
    }


def waiting_out(one: Waiting) -> Mapping[str, Any]:
    visit = one.appointment
    zone = visit.location.timezone
    return {
        "appointment": str(visit.id),
        "patient": str(visit.patient_id),
        "status": visit.status,
        "start": local(visit.starts_at, zone).isoformat(),
        "expires_at": local(visit.pending_until, zone).isoformat() if visit.pending_until else None,
        "standing": one.standing.value,
    }
