"""What the sign-in routes read and write."""

from typing import Any

from rest_framework import serializers

from core.json_api import OneOf, StrictSerializer, StringField, TextField

LONGEST_NAME = 150
LONGEST_SECRET = 512


class CredentialsInput(StrictSerializer):
    username = TextField(max_length=LONGEST_NAME)
    # Blanks belong to the password; the service brings it into its one normal form.
    password = StringField(max_length=LONGEST_SECRET, trim_whitespace=False)


class CodeInput(StrictSerializer):
    code = TextField(max_length=64)


class UserOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    display_name = serializers.CharField()


class SessionOut(serializers.Serializer[Any]):
    state = OneOf(choices=["anonymous", "otp_required", "signed_in"])
    user = UserOut(required=False)
    step_up_until = serializers.DateTimeField(required=False, allow_null=True)


class StepUpOut(serializers.Serializer[Any]):
    until = serializers.DateTimeField()
