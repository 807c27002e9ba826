"""How this room's objects read in the API. Input and output apart; nothing here writes."""

from rest_framework import serializers

from core.json_api import IdField, OneOf, StrictSerializer, YesNoField
from practices.asked_fields import AskedField
from practices.mandates import missing_from
from practices.models import Delegation


class PracticeQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class LocationOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    address_line = serializers.CharField()
    address_extra = serializers.CharField()
    postal_code = serializers.CharField()
    city = serializers.CharField()
    timezone = serializers.CharField()
    holiday_territory = serializers.CharField()


class PracticeOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    phone = serializers.CharField()
    greeting = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    delegation = serializers.UUIDField(allow_null=True)


class PractitionerOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    family_name = serializers.CharField()
    given_names = serializers.CharField()
    rpps = serializers.CharField(allow_null=True)


class PractitionerRoleOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    practitioner = PractitionerOut()
    location = LocationOut()
    timezone = serializers.CharField(source="location.timezone")
    specialty = serializers.CharField()
    overbooking_limit = serializers.IntegerField()


class VisitReasonOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    name = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    buffer_before_minutes = serializers.IntegerField()
    buffer_after_minutes = serializers.IntegerField()
    step_minutes = serializers.IntegerField()
    min_notice_minutes = serializers.IntegerField()
    booking_window_days = serializers.IntegerField()
    open_to_new_patients = serializers.BooleanField()
    open_to_known_patients = serializers.BooleanField()
    by_phone = serializers.BooleanField()
    by_web = serializers.BooleanField()
    by_partner = serializers.BooleanField()
    partner_release_hours = serializers.IntegerField(allow_null=True)
    web_release_hours = serializers.IntegerField(allow_null=True)
    daily_quota = serializers.IntegerField(allow_null=True)
    public_instructions = serializers.CharField()
    colour = serializers.CharField()
    practitioner_roles = serializers.SerializerMethodField()

    def get_practitioner_roles(self, reason: object) -> list[str]:
        """The agendas that offer it."""
        return [str(offer.practitioner_role_id) for offer in reason.offered_by.all()]  # type: ignore[attr-defined]


class DelegationOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    secretariat = serializers.UUIDField(source="secretariat_id")
    secretariat_name = serializers.CharField(source="secretariat.name")
    permissions = serializers.ListField(child=serializers.CharField())
    missing = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)

    def get_missing(self, delegation: Delegation) -> list[str]:
        """What a mandate usually holds today and this one does not."""
        return missing_from(delegation)


class InstructionSetIn(StrictSerializer):
    """Exactly these optional fields are asked."""

    asked = serializers.ListField(child=OneOf([field.value for field in AskedField]), max_length=len(AskedField))
    reminders = YesNoField()


class InstructionSetOut(serializers.Serializer[object]):
    practitioner_role = serializers.UUIDField(source="role.id")
    practitioner = serializers.CharField(source="role.practitioner.display_name")
    version = serializers.IntegerField()
    asked = serializers.ListField(child=serializers.CharField(), source="asked_in_order")
    reminders = serializers.BooleanField()
    at = serializers.DateTimeField(allow_null=True)


class InstructionSetPageOut(serializers.Serializer[object]):
    """`asked` is what the practice asks: everything that one of its practitioners at least has asked."""

    asked = serializers.ListField(child=serializers.CharField())
    results = InstructionSetOut(many=True)
    next = serializers.CharField(allow_null=True)
