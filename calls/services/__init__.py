"""The verbs of this room."""

from calls.services.handling import call_back_done, take_call, wrap_up
from calls.services.lines import add_line, assign_phone, release_phone, withdraw_line
from calls.services.reading import read_due
from calls.services.receiving import receive

__all__ = [
    "add_line",
    "assign_phone",
    "call_back_done",
    "read_due",
    "receive",
    "release_phone",
    "take_call",
    "withdraw_line",
    "wrap_up",
]
