"""How a patient's choices and shared items read in the API: input and output apart, nothing here writes."""

from typing import Any

from rest_framework import serializers

from consent.decisions import Decision, Reach
from consent.purposes import Purpose
from core.json_api import CountField, OneOf, StrictSerializer, TextField, YesNoField
from core.scoping import Channel
from patients.enums import SharedWith

_DOORS = [Channel.PHONE.value, Channel.WEB.value, Channel.API.value]
_PURPOSES = [purpose.value for purpose in Purpose]
_REACHES = [reach.value for reach in Reach]
_VERSION: dict[str, Any] = {"min_value": 1, "max_value": 1_000_000}


class ToldIn(StrictSerializer):
    notice_version = CountField(**_VERSION)
    channel = OneOf(_DOORS)


class ToldOut(serializers.Serializer[Any]):
    notice_version = serializers.IntegerField(source="notice.version")
    purpose = serializers.CharField(source="notice.purpose")
    sha256 = serializers.CharField(source="notice.sha256")
    channel = serializers.CharField()
    recorded_by = serializers.UUIDField(source="recorded_by_id", allow_null=True)
    at = serializers.DateTimeField()


class ToldPageOut(serializers.Serializer[Any]):
    """For the schema: what one person was told fits one page."""

    results = ToldOut(many=True)
    next = serializers.CharField(allow_null=True)


class ChoiceIn(StrictSerializer):
    """`notice_version` goes with a consent that is given, `reach` with a yes to reminders."""

    purpose = OneOf(_PURPOSES)
    agreed = YesNoField()
    channel = OneOf(_DOORS)
    notice_version = CountField(required=False, allow_null=True, default=None, **_VERSION)
    reach = OneOf(_REACHES, required=False, allow_null=True, default=None)


class DecisionOut(serializers.Serializer[Any]):
    purpose = OneOf(_PURPOSES)
    decision = OneOf([decision.value for decision in Decision])
    reach = serializers.CharField()
    notice_version = serializers.IntegerField(source="notice.version", allow_null=True, default=None)
    channel = serializers.CharField()
    recorded_by = serializers.UUIDField(source="recorded_by_id", allow_null=True)
    at = serializers.DateTimeField()


class StandingOut(serializers.Serializer[Any]):
    purpose = OneOf(_PURPOSES)
    stopped = serializers.BooleanField(source="is_stopped")


class ChoicePageOut(serializers.Serializer[Any]):
    """For the schema: the decisions of one person fit one page."""

    standings = StandingOut(many=True)
    results = DecisionOut(many=True)
    next = serializers.CharField(allow_null=True)


class SharedItemIn(StrictSerializer):
    title = TextField(max_length=200)
    text = TextField(lines=True, max_length=4000)
    shared_with = OneOf(SharedWith.values)


class SharedItemOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    shared_with = OneOf(SharedWith.values)
    shared_by = serializers.UUIDField(source="shared_by_id", allow_null=True)
    shared_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class SharedItemPageOut(serializers.Serializer[Any]):
    """For the schema: one patient's items fit one page."""

    results = SharedItemOut(many=True)
    next = serializers.CharField(allow_null=True)


class SharedItemReadOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    text = serializers.CharField()
    shared_with = OneOf(SharedWith.values)
    shared_by = serializers.CharField()
    shared_at = serializers.DateTimeField()
