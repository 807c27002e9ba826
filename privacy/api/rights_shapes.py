"""What rights requests look like over the API: what is read strictly, what is answered."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.day_fields import DayField
from core.json_api import IdField, InstantField, OneOf, ReasonField, StrictSerializer, TextField, YesNoField
from core.plain_text import LONGEST_REASON
from privacy.export.files import FHIR, JSON
from privacy.models import ExchangeChannel, Way
from privacy.rights.grounds import GROUNDS
from privacy.rights.kinds import IdentityProof, Intake, Kind, Requester
from privacy.rights.states import OUTCOMES, State
from privacy.services.decide import LONGEST_NOTE
from privacy.services.export import LONGEST_ADDRESS
from privacy.services.letters import LONGEST_MORE
from privacy.services.receive import LONGEST_CONTACT, LONGEST_CONTENT, LONGEST_DATA, LONGEST_NAME


class RequestsQuery(StrictSerializer):
    """`?practice=&state=`."""

    practice = IdField()
    state = OneOf([state.value for state in State], required=False)


class RequestIn(StrictSerializer):
    """What came by post, by e-mail or at the desk; on the portal the person writes it themselves."""

    practice = IdField()
    patient = IdField(required=False, allow_null=True, default=None)
    kind = OneOf([kind.value for kind in Kind])
    intake = OneOf([door.value for door in Intake if door is not Intake.PORTAL])
    requester = OneOf([who.value for who in Requester])
    requester_name = TextField(max_length=LONGEST_NAME)
    requester_contact = TextField(lines=True, required=False, allow_blank=True, default="", max_length=LONGEST_CONTACT)
    content = TextField(lines=True, required=False, allow_blank=True, default="", max_length=LONGEST_CONTENT)
    data_concerned = TextField(lines=True, required=False, allow_blank=True, default="", max_length=LONGEST_DATA)
    is_medical_file = YesNoField(required=False, default=False)
    is_old_file = YesNoField(required=False, default=False)
    received_on = DayField(required=False, allow_null=True, default=None, help_text="vide : aujourd'hui")


class PersonIn(StrictSerializer):
    patient = IdField()


class PrecisionIn(StrictSerializer):
    data_concerned = ReasonField(max_length=LONGEST_DATA)


class QuarantineIn(StrictSerializer):
    """False destroys the words set aside; the request goes on either way."""

    keep_message = YesNoField()


class IdentityIn(StrictSerializer):
    """A proof by document needs its copy, which is joined at the office's screen."""

    proof = OneOf([proof.value for proof in IdentityProof if proof is not IdentityProof.SESSION])


class MedicalFileIn(StrictSerializer):
    """`is_old_file`: it goes back more than five years; read only of a medical file."""

    is_medical_file = YesNoField()
    is_old_file = YesNoField(required=False, default=False)


class DecisionIn(StrictSerializer):
    outcome = OneOf([step.value for step in OUTCOMES])
    grounds = serializers.ListField(child=OneOf(list(GROUNDS)), required=False, default=list, max_length=len(GROUNDS))
    note = TextField(lines=True, required=False, allow_blank=True, default="", max_length=LONGEST_NOTE)


class RightsAnswerIn(StrictSerializer):
    way = OneOf(Way.values)
    more = TextField(lines=True, required=False, allow_blank=True, default="", max_length=LONGEST_MORE)


class ExportIn(StrictSerializer):
    """`way`: a kind of channel that the practice validated; `to`: its address or server, where it has one."""

    shape = OneOf([JSON, FHIR])
    reason = ReasonField(max_length=LONGEST_REASON)
    way = OneOf(ExchangeChannel.Kind.values)
    to = TextField(required=False, allow_blank=True, default="", max_length=LONGEST_ADDRESS)


class AccessesQuery(StrictSerializer):
    """`?before=`: the lines older than this instant."""

    before = InstantField(required=False)


class PracticeAccessesQuery(AccessesQuery):
    """`?practice=&person=&before=`: of one person, or of everybody."""

    practice = IdField()
    person = IdField(required=False)


class RequestOut(serializers.Serializer[Any]):
    """Ids, codes and clocks. `first` is the last day to announce two months more; `days_left` is negative once late."""

    id = serializers.UUIDField(source="request.id")
    reference = serializers.CharField(source="request.reference")
    practice = serializers.UUIDField(source="request.practice_id")
    patient = serializers.UUIDField(source="request.patient_id", allow_null=True)
    kind = serializers.CharField(source="request.kind")
    intake = serializers.CharField(source="request.intake")
    requester = serializers.CharField(source="request.requester")
    state = serializers.CharField(source="request.state")
    quarantine = serializers.ListField(source="request.quarantine", child=serializers.CharField())
    identity_proof = serializers.CharField(source="request.identity_proof")
    is_medical_file = serializers.BooleanField(source="request.is_medical_file")
    is_old_file = serializers.BooleanField(source="request.is_old_file")
    received_on = serializers.DateField(source="request.received_on")
    received_at = serializers.DateTimeField(source="request.received_at")
    due = serializers.DateField(source="clock.due")
    first = serializers.DateField(source="clock.first", allow_null=True)
    not_before = serializers.DateTimeField(source="clock.not_before", allow_null=True)
    days_left = serializers.IntegerField(source="left")
    is_late = serializers.BooleanField()
    is_soon = serializers.BooleanField()
    extended_at = serializers.DateTimeField(source="request.extended_at", allow_null=True)
    grounds = serializers.ListField(source="request.refusal_grounds", child=serializers.CharField())
    decided_at = serializers.DateTimeField(source="request.decided_at", allow_null=True)
    executed = serializers.ListField(source="request.executed", child=serializers.CharField())
    answered_at = serializers.DateTimeField(source="request.answered_at", allow_null=True)
    version = serializers.IntegerField(source="request.version")


class RequestPageOut(serializers.Serializer[Any]):
    results = RequestOut(many=True)
    next = serializers.URLField(allow_null=True)


class CopyOut(serializers.Serializer[Any]):
    """That a copy was received, and when it was destroyed: never the copy."""

    id = serializers.UUIDField()
    document = serializers.CharField()
    received_at = serializers.DateTimeField()
    destroyed_at = serializers.DateTimeField(allow_null=True)


class LetterOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    letter = serializers.CharField()
    way = serializers.CharField()
    written_at = serializers.DateTimeField()


class RecipientOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    state = serializers.CharField()
    letter = serializers.UUIDField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class RequestFileOut(serializers.Serializer[Any]):
    """One request with its words in clear; those of a message set aside stay closed. `steps`: what may follow."""

    request = RequestOut(source="line")
    requester_name = serializers.CharField()
    requester_contact = serializers.CharField()
    content = serializers.CharField()
    data_concerned = serializers.CharField()
    decision_note = serializers.CharField()
    steps = serializers.SerializerMethodField()
    copies = CopyOut(many=True)
    letters = LetterOut(many=True)
    recipients = serializers.SerializerMethodField()

    def get_steps(self, file: Any) -> list[str]:
        return sorted(step.value for step in file.steps)

    @extend_schema_field(RecipientOut(many=True))
    def get_recipients(self, file: Any) -> Any:
        rows = [
            {
                "id": row.id,
                "name": name,
                "state": row.state,
                "letter": row.letter_id,
                "sent_at": row.sent_at,
                "settled_at": row.settled_at,
            }
            for row, name in file.recipients
        ]
        return RecipientOut(rows, many=True).data


class MessageOut(serializers.Serializer[Any]):
    text = serializers.CharField()


class AccessOut(serializers.Serializer[Any]):
    """`kind`: looked, opened, changed, booked, rights. `reason` is what was written when something was shown."""

    at = serializers.DateTimeField()
    kind = serializers.CharField(source="doing")
    what = serializers.CharField(source="said")
    name = serializers.CharField()
    role = serializers.CharField()
    organisation = serializers.CharField()
    channel = serializers.CharField()
    call = serializers.CharField(source="call_id")
    reason = serializers.CharField()


class AccessPageOut(serializers.Serializer[Any]):
    results = AccessOut(many=True)
    next = serializers.URLField(allow_null=True)


class PracticeAccessOut(AccessOut):
    """`person`: whose account it was, null for no account; `patient`: whose file."""

    person = serializers.UUIDField(source="user_id", allow_null=True)
    patient = serializers.UUIDField(source="patient.id", allow_null=True, default=None)


class PracticeAccessPageOut(serializers.Serializer[Any]):
    results = PracticeAccessOut(many=True)
    next = serializers.URLField(allow_null=True)
