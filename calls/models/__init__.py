"""The tables of this room, one idea a file."""

from calls.models.agent_phone import AgentPhone
from calls.models.alert_number import AlertNumber
from calls.models.call_fact import CallFact
from calls.models.call_recording import CallRecording
from calls.models.call_request import CallRequest
from calls.models.call_session import CallSession
from calls.models.inbox_message import InboxMessage
from calls.models.line import Line
from calls.models.message_rules import MessageRules
from calls.models.message_step import MessageStep
from calls.models.practitioner_message import PractitionerMessage
from calls.models.recording_choice import RecordingChoice

__all__ = [
    "AgentPhone",
    "AlertNumber",
    "CallFact",
    "CallRecording",
    "CallRequest",
    "CallSession",
    "InboxMessage",
    "Line",
    "MessageRules",
    "MessageStep",
    "PractitionerMessage",
    "RecordingChoice",
]
