"""What is processed and why, for programs."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.json_api import ApiView, IdField, StrictSerializer, query_of, read
from privacy.declared import register_of


class RegisterQuery(StrictSerializer):
    """`?practice=`."""

    practice = IdField()


class PracticeNameOut(serializers.Serializer[object]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class OfficerOut(serializers.Serializer[object]):
    email = serializers.CharField()
    address = serializers.CharField()


class KeptOut(serializers.Serializer[object]):
    rule = serializers.CharField()
    what = serializers.CharField()
    lasts = serializers.CharField()
    end = serializers.CharField()
    basis = serializers.CharField()


class RightOut(serializers.Serializer[object]):
    right = serializers.CharField()
    text = serializers.CharField()


class ProcessingOut(serializers.Serializer[object]):
    number = serializers.CharField()
    name = serializers.CharField()
    application = serializers.CharField()
    entered_on = serializers.DateField()
    starts_on = serializers.DateField()
    main_purpose = serializers.CharField()
    purposes = serializers.ListField(child=serializers.CharField())
    basis = serializers.CharField()
    basis_text = serializers.CharField()
    basis_reason = serializers.CharField()
    health_ground = serializers.CharField()
    controller = serializers.CharField()
    controller_text = serializers.CharField()
    controller_name = serializers.CharField()
    persons = serializers.ListField(child=serializers.CharField())
    data = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    recipients = serializers.ListField(child=serializers.CharField())
    processors = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField()  # type: ignore[assignment]
    kept = KeptOut(many=True)
    rights = RightOut(many=True)
    in_charge = serializers.CharField()
    rights_at = serializers.CharField()


class RegisterOut(serializers.Serializer[object]):
    application = serializers.CharField()
    edition = serializers.IntegerField()
    since = serializers.DateField()
    sha256 = serializers.CharField()
    practice = PracticeNameOut()
    operator = serializers.CharField()
    officer = OfficerOut()
    transfers = serializers.CharField()
    security = serializers.ListField(child=serializers.CharField())
    processings = ProcessingOut(many=True)


class Register(ApiView):
    @extend_schema(parameters=[RegisterQuery], responses=RegisterOut)
    def get(self, request: Request) -> Response:
        """The register of processing activities, in the name of one practice."""
        asked = read(RegisterQuery, query_of(request.query_params))
        return Response(register_of(self.actor, asked["practice"]))
