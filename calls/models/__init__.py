"""The tables of this room, one idea a file."""

from calls.models.agent_phone import AgentPhone
from calls.models.call_fact import CallFact
from calls.models.call_session import CallSession
from calls.models.inbox_message import InboxMessage
from calls.models.line import Line

__all__ = ["AgentPhone", "CallFact", "CallSession", "InboxMessage", "Line"]
