"""The verbs of this room."""

from notifications.services.displaced import Proposed, propose_to_displaced
from notifications.services.follow_ups import resend, settle_follow_up
from notifications.services.planning import plan_messages
from notifications.services.plans import set_plan
from notifications.services.posting import ask_to_post, send_posted
from notifications.services.receipts import read_receipt
from notifications.services.recovering import recover_due
from notifications.services.replying import read_reply
from notifications.services.sending import send_due

__all__ = [
    "Proposed",
    "ask_to_post",
    "plan_messages",
    "propose_to_displaced",
    "read_receipt",
    "read_reply",
    "recover_due",
    "resend",
    "send_due",
    "send_posted",
    "set_plan",
    "settle_follow_up",
]
