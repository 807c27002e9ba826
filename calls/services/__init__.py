"""The verbs of this room."""

from calls.services.escalation import escalate_due, escalate_message, rang_practitioner
from calls.services.handling import take_call, wrap_up
from calls.services.lines import add_line, assign_phone, release_phone, withdraw_line
from calls.services.message_rules import set_alert_number, set_message_rules
from calls.services.messaging import (
    acknowledge_message,
    answer_message,
    claim_answer,
    read_message,
    send_message,
    settle_answer,
)
from calls.services.offering import offer_slot
from calls.services.pausing import interrupt_recording
from calls.services.placing import place_call_back
from calls.services.reading import read_due
from calls.services.receiving import receive
from calls.services.recording import choose_recording, object_to_recording, pause_recording
from calls.services.returning import (
    call_back_done,
    call_back_failed,
    call_back_later,
    claim_call_back,
    leave_call_back,
)

__all__ = [
    "acknowledge_message",
    "add_line",
    "answer_message",
    "assign_phone",
    "call_back_done",
    "call_back_failed",
    "call_back_later",
    "choose_recording",
    "claim_answer",
    "claim_call_back",
    "escalate_due",
    "escalate_message",
    "interrupt_recording",
    "leave_call_back",
    "object_to_recording",
    "offer_slot",
    "pause_recording",
    "place_call_back",
    "rang_practitioner",
    "read_due",
    "read_message",
    "receive",
    "release_phone",
    "send_message",
    "set_alert_number",
    "set_message_rules",
    "settle_answer",
    "take_call",
    "withdraw_line",
    "wrap_up",
]
