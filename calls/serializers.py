"""How messages for practitioners read in the API: input and output apart, nothing here writes."""

from typing import Any

from rest_framework import serializers

from calls.message_lists import Wanted
from calls.messages import LONGEST_TEXT, MessageKind, Rung, StepOutcome, Through
from core.json_api import CountField, IdField, OneOf, StrictSerializer, StringField, TextField, YesNoField
from patients.serializers import PatientLineOut


class MessageQuery(StrictSerializer):
    practice = IdField()
    only = OneOf([one.value for one in Wanted], required=False, default=Wanted.TO_DO.value)


class PractitionerMessageIn(StrictSerializer):
    """`practitioner_role` is the agenda: whoever holds it that day receives the message."""

    practitioner_role = IdField()
    kind = OneOf(MessageKind.values)
    text = TextField(max_length=LONGEST_TEXT, lines=True)
    patient = IdField(required=False, allow_null=True, default=None)
    call = IdField(required=False, allow_null=True, default=None)
    appointment = IdField(required=False, allow_null=True, default=None)


class PractitionerAnswerIn(StrictSerializer):
    text = TextField(max_length=LONGEST_TEXT, lines=True)


class RungIn(StrictSerializer):
    reached = YesNoField()


class PractitionerMessageOut(serializers.Serializer[Any]):
    """Without a word of what it says."""

    id = serializers.UUIDField()
    practice = serializers.UUIDField(source="practice_id")
    practitioner_role = serializers.UUIDField(source="practitioner_role_id")
    recipient = serializers.UUIDField(source="recipient_id")
    kind = OneOf(MessageKind.values)
    patient = serializers.UUIDField(source="patient_id", allow_null=True)
    call = serializers.UUIDField(source="call_id", allow_null=True)
    appointment = serializers.UUIDField(source="appointment_id", allow_null=True)
    sender = serializers.UUIDField(source="sender_id", allow_null=True)
    sent_at = serializers.DateTimeField()
    acknowledged_by = serializers.UUIDField(source="acknowledged_by_id", allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_through = OneOf(["", *(one.value for one in Through)])
    answered_by = serializers.UUIDField(source="answered_by_id", allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    claimed_by = serializers.UUIDField(source="claimed_by_id", allow_null=True)
    claimed_until = serializers.DateTimeField(allow_null=True)
    settled_by = serializers.UUIDField(source="settled_by_id", allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class ListedOut(serializers.Serializer[Any]):
    message = PractitionerMessageOut()
    patient = PatientLineOut(allow_null=True)
    to_ring = serializers.BooleanField()


class MessagePageOut(serializers.Serializer[Any]):
    """At most a hundred, newest first."""

    results = ListedOut(many=True)
    next = serializers.CharField(allow_null=True)


class StepOut(serializers.Serializer[Any]):
    rung = OneOf(Rung.values)
    practitioner = serializers.UUIDField(source="practitioner_id", allow_null=True)
    at = serializers.DateTimeField()
    outcome = OneOf(StepOutcome.values)
    ended_at = serializers.DateTimeField(allow_null=True)


class MessageReadOut(serializers.Serializer[Any]):
    message = PractitionerMessageOut()
    text = serializers.CharField()
    answer = serializers.CharField()
    steps = StepOut(many=True)


class RulesIn(StrictSerializer):
    """Minutes after the sending, each more than the one before."""

    sms_after = CountField(min_value=1, max_value=1440)
    call_after = CountField(min_value=1, max_value=1440)
    other_after = CountField(min_value=1, max_value=1440)
    fallback = IdField(required=False, allow_null=True, default=None)


class NumberIn(StrictSerializer):
    """An empty number: told nowhere."""

    number = StringField(max_length=30, allow_blank=True)


class RulesOut(serializers.Serializer[Any]):
    """`with_number`: the practitioners who are told by SMS; numbers are shown to nobody."""

    sms_after = serializers.IntegerField(source="delays.sms")
    call_after = serializers.IntegerField(source="delays.call")
    other_after = serializers.IntegerField(source="delays.other")
    fallback = serializers.UUIDField(source="fallback_id", allow_null=True)
    with_number = serializers.ListField(child=serializers.UUIDField())
