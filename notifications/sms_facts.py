"""The reader of what vendors say of short messages (port: `calls.sms_readers`)."""

from datetime import datetime

from notifications.services.receipts import read_receipt
from notifications.services.replying import read_reply
from notifications.states import RECEIPTS
from telephony_adapters.events import SmsEvent


def read(fact: SmsEvent, received_at: datetime) -> bool:
    """A receipt finds its message by our reference, an answer its practice by the line. False for nobody's."""
    return read_receipt(fact, received_at) if fact.kind in RECEIPTS else read_reply(fact, received_at)
