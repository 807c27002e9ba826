"""How patients read in the API: input and output apart, nothing here writes.

Input only checks shapes (a list, a date, a bounded text); what a name or a number may be is the
room's rule, the same for every door.
"""

import re
from typing import Any

from rest_framework import serializers

from consent.decisions import Reach
from consent.queries import collected_under
from core.json_api import CountField, IdField, OneOf, StrictSerializer, StringField, YesNoField
from core.scoping import Channel
from patients.contact import Contact
from patients.enums import Relation, RelationScope
from patients.identity import IdentityInput, IdentityStatus, Sex
from patients.lines import phones_of
from patients.models import Patient
from patients.phones import MAX_PHONES
from patients.plain_text import Address
from patients.queries import nir_shown
from patients.services import PatientChanges

_CALENDAR_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SEXES = [sex.value for sex in Sex]


class _Text(StringField):
    """Text as typed, bounded; trimming and refusing are the room's rules."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "trim_whitespace": False, "max_length": 500, **kwargs})
        # The room's rules name control characters themselves, NUL included.
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]


class _Day(serializers.DateField):
    """`YYYY-MM-DD` and nothing else: neither week dates nor instants."""

    def to_internal_value(self, value: Any) -> Any:
        if not (isinstance(value, str) and _CALENDAR_DATE.fullmatch(value)):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class AddressIn(StrictSerializer):
    line = _Text(required=False, default="")
    postal_code = _Text(required=False, default="")
    city = _Text(required=False, default="")
    country = _Text(required=False, default="FR")


class ConsentIn(StrictSerializer):
    notice_version = CountField(min_value=1, max_value=1_000_000)
    channel = OneOf([Channel.PHONE.value, Channel.WEB.value, Channel.API.value])


class PatientIn(StrictSerializer):
    practice = IdField()
    family_name = _Text()
    birth_name = _Text(required=False, default="", allow_null=True)
    given_names = _Text()
    birth_date = _Day()
    sex = OneOf(_SEXES, required=False, default=Sex.UNKNOWN.value)
    phones = serializers.ListField(child=_Text(), max_length=MAX_PHONES, required=False, default=list)
    email = _Text(required=False, default="", allow_null=True)
    address = AddressIn(required=False, allow_null=True, default=None)
    nir = _Text(required=False, default="", allow_null=True)
    treating_practitioner = _Text(required=False, default="", allow_null=True)
    referring_practitioner = _Text(required=False, default="", allow_null=True)
    consent = ConsentIn(required=False, allow_null=True, default=None)
    reach = OneOf([reach.value for reach in Reach], required=False, allow_null=True, default=None)
    confirm_not_duplicate = YesNoField(required=False, default=False)
    minor_may_wait = YesNoField(required=False, default=False)


class PatientChangesIn(StrictSerializer):
    """Every field may be left out; null clears what may be empty."""

    family_name = _Text(required=False)
    birth_name = _Text(required=False, allow_null=True)
    given_names = _Text(required=False)
    birth_date = _Day(required=False)
    sex = OneOf(_SEXES, required=False)
    phones = serializers.ListField(child=_Text(), max_length=MAX_PHONES, required=False)
    email = _Text(required=False, allow_null=True)
    address = AddressIn(required=False, allow_null=True)
    nir = _Text(required=False, allow_null=True)
    treating_practitioner = _Text(required=False, allow_null=True)
    referring_practitioner = _Text(required=False, allow_null=True)


class SearchIn(StrictSerializer):
    practice = IdField(required=False, allow_null=True, default=None)
    birth_date = _Day(required=False, allow_null=True, default=None)
    name = _Text(required=False, allow_null=True, default="")
    phone = _Text(required=False, allow_null=True, default="")
    nir = _Text(required=False, allow_null=True, default="")


class ReasonIn(StrictSerializer):
    reason = _Text(max_length=1000)


class NoteIn(StrictSerializer):
    text = _Text(max_length=20_000)


class RelativeIn(StrictSerializer):
    relation = OneOf(Relation.values)
    scope = OneOf(RelationScope.values)
    related_patient = IdField(required=False, allow_null=True, default=None)
    name = _Text(required=False, default="")
    phone = _Text(required=False, default="")
    starts_on = _Day(required=False, allow_null=True, default=None)


class RelativeEndIn(StrictSerializer):
    ends_on = _Day(required=False, allow_null=True, default=None)


class AddressOut(serializers.Serializer[Any]):
    line = serializers.CharField(source="address_line")
    postal_code = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()


class WarningOut(serializers.Serializer[Any]):
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class PatientLineOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    family_name = serializers.CharField()
    birth_name = serializers.CharField()
    given_names = serializers.CharField()
    birth_date = serializers.DateField()
    sex = OneOf(_SEXES)
    phones = serializers.ListField(child=serializers.CharField())
    city = serializers.CharField()
    is_doubtful = serializers.BooleanField()
    is_namesake = serializers.BooleanField()
    is_restricted = serializers.BooleanField()


class PatientPageOut(serializers.Serializer[Any]):
    """For the schema: at most 20 results, never a next page."""

    results = PatientLineOut(many=True)
    next = serializers.CharField(allow_null=True)


class PatientOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    family_name = serializers.CharField(source="used_name")
    birth_name = serializers.CharField()
    given_names = serializers.CharField()
    birth_date = serializers.DateField()
    sex = OneOf(_SEXES)
    identity_status = OneOf([status.value for status in IdentityStatus])
    is_doubtful = serializers.BooleanField()
    is_namesake = serializers.BooleanField()
    is_restricted = serializers.BooleanField()
    awaits_guardian = serializers.BooleanField()
    phones = serializers.ListField(child=serializers.CharField())
    email = serializers.CharField()
    address = AddressOut(source="*")
    treating_practitioner = serializers.CharField(source="treating_doctor")
    referring_practitioner = serializers.CharField(source="referring_doctor")
    nir_masked = serializers.CharField(allow_null=True)
    has_medical_note = serializers.BooleanField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    warnings = WarningOut(many=True)
    collected_via = OneOf([door.value for door in Channel])
    policy_version = serializers.IntegerField(
        allow_null=True, help_text="version du texte d'information sous laquelle la fiche a été créée"
    )

    def to_representation(self, instance: Patient) -> dict[str, Any]:
        shown = nir_shown(instance)
        told = collected_under(instance.practice_id, instance.id)
        extra = {
            "policy_version": told.notice.version if told else None,
            "phones": list(phones_of(instance)),
            "nir_masked": shown.masked if shown else None,
            "is_restricted": instance.restricted_at is not None,
            "has_medical_note": instance.medical_note is not None,
            "warnings": shown.warnings if shown else [],
        }
        return super().to_representation(_Shown(instance, extra))


class RelativeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient = serializers.UUIDField(source="patient_id")
    related_patient = serializers.UUIDField(source="related_patient_id", allow_null=True)
    name = serializers.CharField()
    phone = serializers.CharField()
    relation = OneOf(Relation.values)
    scope = OneOf(RelationScope.values)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class RelativePageOut(serializers.Serializer[Any]):
    """For the schema: one patient's relatives fit one page."""

    results = RelativeOut(many=True)
    next = serializers.CharField(allow_null=True)


class NirOut(serializers.Serializer[Any]):
    nir = serializers.CharField()


class NoteOut(serializers.Serializer[Any]):
    text = serializers.CharField()


class _Shown:
    """A patient with what is computed for showing laid over."""

    def __init__(self, patient: Patient, extra: dict[str, Any]) -> None:
        self._patient, self._extra = patient, extra

    def __getattr__(self, name: str) -> Any:
        return self._extra[name] if name in self._extra else getattr(self._patient, name)


def identity_of(values: dict[str, Any]) -> IdentityInput:
    return IdentityInput(
        family_name=values["family_name"],
        given_names=values["given_names"],
        birth_date=values["birth_date"],
        birth_name=values["birth_name"] or "",
        sex=values["sex"],
    )


def contact_of(values: dict[str, Any]) -> Contact:
    return Contact(
        phones=tuple(values["phones"]),
        email=values["email"] or "",
        address=Address(**values["address"] or {}),
        treating_practitioner=values["treating_practitioner"] or "",
        referring_practitioner=values["referring_practitioner"] or "",
    )


def changes_of(values: dict[str, Any]) -> PatientChanges:
    """What was given; null clears."""
    given: dict[str, Any] = {name: "" if value is None else value for name, value in values.items()}
    if "phones" in given:
        given["phones"] = tuple(given["phones"])
    if "address" in given:
        given["address"] = Address(**(given["address"] or {}))
    return PatientChanges(**given)
